"""The policy as data: documents, dated figures, and the register of interpretations."""
