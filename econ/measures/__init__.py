"""The metrics: from a metric's inputs to its answer. The registry is `econ.metric`."""
