"""What the model and the dashboard cost in CPU time, bytes and memory, held against targets."""
