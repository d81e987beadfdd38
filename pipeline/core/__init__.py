"""What everything else stands on: records, errors, settings, files, fingerprints."""
