"""Tells the women from the men of an article, and whom its pronouns mean: Indonesian has one pronoun for both.

    given_names, what stands beside a name -> mentions -> cast (the persons) -> referents (roles, too)
    -> antecedents (whom a sentence's pronouns mean) -> agreement (the English pronouns)

The lists lie beside the code and not in ``language/data``, which the translator's guards read: a new name makes no
translation of the memory stale.
"""
