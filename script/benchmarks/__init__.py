"""The benchmarks; run by script/bench."""
