"""Starts do what they say: word for word translates, a copier copies, added layers change next to nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from pipeline.core.errors import ModelError, UserError
from pipeline.training import networks
from pipeline.training.batches import Item
from pipeline.training.checkpoint import save_model
from pipeline.training.config import Start
from pipeline.training.decoder_seeding import ridge, word_for_word
from pipeline.training.encoder_states import cached, compute
from pipeline.training.initialization import average_into, fresh_decoder, seed_sample, with_layers
from pipeline.training.tokens import MarianTokens

WORDS = 40


def shaped(tokens: MarianTokens, **changes: Any) -> Any:
    shape = {"encoder_layers": 1, "decoder_layers": 2, "width": 64, "heads": 4, "feed_forward": 128}
    torch.manual_seed(3)
    model = networks.build_marian(tokens, Start.model_validate({"kind": "random", "tokenizer": "x"} | shape | changes))
    model.set_attn_implementation("eager")
    return model


def items(count: int = 600) -> list[Item]:
    """Word n is translated by word n + 100, in the same order."""
    generator = torch.Generator().manual_seed(1)
    made = []
    for index in range(count):
        length = int(torch.randint(4, 10, (1,), generator=generator))
        words = torch.randint(10, 10 + WORDS, (length,), generator=generator).tolist()
        source, target = (*words, 0), (*(w + 100 for w in words), 0)
        made.append(Item("", "", source, target, index=index, alignment=tuple(range(length + 1))))
    return made


@pytest.mark.parametrize("copier", [False, True])
def test_the_decoder_starts_word_for_word_or_as_a_copier(tokens: MarianTokens, copier: bool) -> None:
    model = shaped(tokens, heads=2)
    # An encoder that knows its words and where they stand, as a trained one does: nearly the identity.
    with torch.no_grad():
        layer = model.model.encoder.layers[0]
        for quiet in (layer.self_attn.out_proj, layer.fc2):
            quiet.weight.mul_(0.1)
        model.model.encoder.embed_tokens.weight.mul_(4)
    sample = seed_sample(items(200), 200, 1, copier=copier)
    accuracy = word_for_word(model, sample, compute(model, sample, tokens.pad), tokens.pad, steps=60, seed=1)
    assert accuracy > 0.9
    model.eval()
    near = total = 0
    distances = []
    for item in sample[:40]:
        before = torch.tensor([[tokens.pad, *item.target[:-1]]])
        with torch.no_grad():
            out = model(input_ids=torch.tensor([item.source]), decoder_input_ids=before, output_attentions=True)
        logits = out.logits[0]
        ranks = (logits > logits.gather(1, torch.tensor(item.target)[:, None])).sum(1)
        near, total = near + int((ranks < 3).sum()), total + len(item.target)
        looked_at = out.cross_attentions[-1][0].mean(0).argmax(-1)
        distances.append(float((looked_at - torch.arange(len(looked_at))).abs().float().mean()))
    assert sum(distances) / len(distances) < 0.5  # on the diagonal
    assert near / total > 0.4  # the right word among the first three of 421; a random decoder: 1 in 140


def test_a_start_without_alignments_is_refused() -> None:
    bare = [Item("", "", (5, 0), (6, 0), alignment=(-1, 1))]
    with pytest.raises(UserError, match="no target token is aligned"):
        seed_sample(bare, 10, 1, copier=False)


def test_long_texts_are_copied_in_part_and_still_end() -> None:
    long = Item("", "", (*range(10, 400), 0), (5, 0))
    copy = seed_sample([long], 1, 1, copier=True)[0]
    assert len(copy.source) == 128
    assert (copy.source[-1], copy.source) == (0, copy.target)


def lively(tokens: MarianTokens, **changes: Any) -> Any:
    """A network whose last norms are not those that it was made with."""
    model = shaped(tokens, **changes)
    with torch.no_grad():
        for side in (model.model.encoder, model.model.decoder):
            side.layers[-1].final_layer_norm.weight.normal_(1.0, 0.2)
            side.layers[-1].final_layer_norm.bias.normal_(0.0, 0.1)
    return model.eval()


@pytest.mark.parametrize(("encoder", "decoder"), [(0, 4), (3, 0), (3, 4)])
def test_added_layers_change_next_to_nothing(tokens: MarianTokens, encoder: int, decoder: int) -> None:
    model = lively(tokens)
    grown = with_layers(model, encoder, decoder).eval()
    assert len(grown.model.encoder.layers) == grown.config.encoder_layers == (encoder or 1)
    assert len(grown.model.decoder.layers) == grown.config.decoder_layers == (decoder or 2)
    source, before = torch.tensor([[11, 12, 13, 0]]), torch.tensor([[tokens.pad, 21, 22, 23]])
    with torch.no_grad():
        a, b = (m(input_ids=source, decoder_input_ids=before).logits.softmax(-1) for m in (model, grown))
    assert float((a - b).abs().sum(-1).max()) < 0.05
    made = [
        m.generate(input_ids=source, max_new_tokens=6, max_length=None, do_sample=False).tolist()
        for m in (model, grown)
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize(("count", "kept"), [(3, [0, 1, 3]), (2, [0, 3]), (1, [0])])
def test_fewer_layers_are_kept_at_even_distances(tokens: MarianTokens, count: int, kept: list[int]) -> None:
    model = shaped(tokens, encoder_layers=4, decoder_layers=4)
    small = with_layers(model, count, count)
    assert (small.config.encoder_layers, small.config.decoder_layers) == (count, count)
    for side in ("encoder", "decoder"):
        ours, theirs = (getattr(m.model, side).layers for m in (small, model))
        assert len(ours) == count
        for layer, origin in zip(ours, kept, strict=True):
            state = theirs[origin].state_dict()
            assert all(torch.equal(v, state[k]) for k, v in layer.state_dict().items())
    assert torch.equal(small.lm_head.weight, model.lm_head.weight)
    assert small.lm_head.weight is small.model.decoder.embed_tokens.weight


def test_layers_that_are_not_named_stay(tokens: MarianTokens) -> None:
    model = shaped(tokens)
    assert with_layers(model, 0, 0) is with_layers(model, 1, 2) is model
    model.config.model_type = "bart"
    with pytest.raises(ModelError, match="a bart cannot be changed"):
        with_layers(model, 0, 3)


def test_a_fresh_decoder_keeps_encoder_and_words(tokens: MarianTokens) -> None:
    model = shaped(tokens, share_embeddings=True).eval()
    new = fresh_decoder(model, 3).eval()
    ids = torch.tensor([[11, 12, 0]])
    with torch.no_grad():
        a, b = (m.model.encoder(input_ids=ids).last_hidden_state for m in (model, new))
    assert torch.equal(a, b)
    assert torch.equal(new.lm_head.weight, model.lm_head.weight)
    networks.freeze_encoder(new, True)  # possible now, because the embeddings are two


def test_ridge_finds_a_line() -> None:
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(500, 3, generator=generator, dtype=torch.float64).numpy()
    wanted = x @ [[1.0], [2.0], [-1.0]] + 3.0
    fitted, explained = ridge(x, wanted, 0.01)
    assert fitted[:, 0].tolist() == pytest.approx([1, 2, -1, 3], abs=0.01)
    assert explained[0] > 0.99


def test_cached_states_are_those_of_the_encoder_and_know_when_they_are_stale(
    tokens: MarianTokens, tmp_path: Path
) -> None:
    model, sample = shaped(tokens), items(30)
    path = tmp_path / "states.npy"
    kept = cached(model, sample, tokens.pad, path)
    with torch.no_grad():
        model.eval()
        live = model.model.encoder(input_ids=torch.tensor([sample[4].source])).last_hidden_state[0].numpy()
    assert abs(kept.of(4) - live).max() < 2e-3
    assert kept.padded([4, 5], 12).shape == (2, 12, 64)
    written = path.stat().st_mtime_ns
    cached(model, sample, tokens.pad, path)
    assert path.stat().st_mtime_ns == written
    cached(model, sample[:20], tokens.pad, path)
    assert path.stat().st_mtime_ns != written


def test_a_mean_of_checkpoints_has_the_mean_of_each_weight(tokens: MarianTokens, tmp_path: Path) -> None:
    one, two = shaped(tokens), shaped(tokens)
    with torch.no_grad():
        for parameter in two.parameters():
            parameter.add_(0.3)
    save_model(two, tokens, tmp_path / "two")
    before = {name: tensor.clone() for name, tensor in one.state_dict().items()}
    average_into(one, [tmp_path / "two", tmp_path / "two"])
    name = "model.encoder.layers.0.fc1.weight"
    assert torch.allclose(one.state_dict()[name], before[name] + 0.2, atol=1e-3)  # two counts twice


def test_no_further_checkpoint_leaves_the_weights_as_they_are(tokens: MarianTokens) -> None:
    model = shaped(tokens)
    before = networks.weights_digest(model)
    average_into(model, [])
    assert networks.weights_digest(model) == before


def test_a_mean_with_another_shape_is_refused(tokens: MarianTokens, tmp_path: Path) -> None:
    save_model(shaped(tokens, feed_forward=64), tokens, tmp_path / "other")
    with pytest.raises(ModelError, match="another shape"):
        average_into(shaped(tokens), [tmp_path / "other"])
