"""A BERT-like encoder inside a Marian gives the states it gave before, as far as positions allow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from pipeline.core.errors import ModelError
from pipeline.training.encoders import bert_embeddings, copy_bert_layer, embeddings_of, take_encoder
from pipeline.training.packed_weights import pack
from pipeline.training.tokens import MarianTokens


def bert(positions: float) -> Any:
    from transformers import BertConfig, BertModel

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=50,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=160,
    )
    model = BertModel(config).eval()
    with torch.no_grad():
        model.embeddings.position_embeddings.weight.mul_(positions)
    return model


@pytest.mark.parametrize("layers", [1, 2])
def test_states_are_kept_when_positions_weigh_nothing(small: Any, layers: int) -> None:
    from transformers import MarianConfig, MarianMTModel

    donor = bert(positions=1e-4)
    settings = {**small.config.to_dict(), "encoder_layers": layers, "vocab_size": 50, "decoder_vocab_size": 50}
    settings |= {"pad_token_id": 49, "decoder_start_token_id": 49}
    model = MarianMTModel(MarianConfig(**settings)).eval()
    with torch.no_grad():
        rows, scale = bert_embeddings(donor, list(range(50)))
        model.model.encoder.embed_tokens.weight.copy_(rows)
        for index in range(layers):
            copy_bert_layer(donor.encoder.layer[index], model.model.encoder.layers[index], scale if not index else 1.0)
        ids = torch.tensor([[3, 14, 15, 9, 2]])
        ours = model.model.encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        theirs = donor(input_ids=ids, attention_mask=torch.ones_like(ids), output_hidden_states=True)
    assert torch.allclose(ours, theirs.hidden_states[layers], atol=0.02)


def test_sinusoids_weigh_what_the_learned_positions_weighed() -> None:
    weak, strong = bert(positions=1.0), bert(positions=4.0)
    assert bert_embeddings(weak, list(range(50)))[1] > 2 * bert_embeddings(strong, list(range(50)))[1]


def test_a_vocabulary_that_is_not_the_encoders() -> None:
    with pytest.raises(ModelError, match="only 1 of 3 pieces"):
        bert_embeddings(bert(1.0), [4, -1, -1])


def test_from_packed_weights_and_from_a_marian_folder(small: Any, tokens: MarianTokens, tmp_path: Path) -> None:
    pack(small, tmp_path / "w.npz")
    small.save_pretrained(str(tmp_path / "m"))
    tokens.save(tmp_path / "m")
    wanted = small.model.encoder.embed_tokens.weight.clone()
    for path in (tmp_path / "w.npz", tmp_path / "m"):
        other = type(small)(small.config)
        take_encoder(path, other, tokens)
        for table in embeddings_of(other):
            assert torch.allclose(table, wanted, atol=2e-3)
        ids = torch.tensor([[4, 5, 0]])
        small.eval()
        other.eval()
        a, b = (m.model.encoder(input_ids=ids).last_hidden_state for m in (small, other))
        assert torch.allclose(a, b, atol=0.05)
