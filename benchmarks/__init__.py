"""What the performance figures are made with: ratios within one run, never seconds by themselves."""
