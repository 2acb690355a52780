"""What a wave says, once it is published: figures that protect the people behind them."""
