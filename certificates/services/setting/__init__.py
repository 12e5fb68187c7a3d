"""Setting certificates on paper: fonts, designs, PDF."""
