"""What leaves a wave on paper."""
