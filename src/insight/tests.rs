//! Tests of findings, titles, scopes and comparisons on hand-made trajectories.
