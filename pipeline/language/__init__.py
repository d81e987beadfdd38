"""What is particular to Indonesian news text: its boilerplate, sentences, numbers, dates, names and terms."""
