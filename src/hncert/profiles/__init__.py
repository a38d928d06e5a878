"""What differs by place or authority: code tables, later upload layouts and photo rules."""
