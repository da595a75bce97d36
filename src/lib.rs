//! Saldo: a native desktop explorer of trade balances.
//!
//! # The map of the house
//!
//! Data flows one way, top to bottom; a room uses only the rooms above it.
//!
//! | room | what happens there |
//! |---|---|
//! | [`disk`] | files beside tables: saved whole or not at all, read with a limit, named so that they are found again |
//! | [`data`] | what a dataset is: periods, flows, units, amounts, dimensions, facts, events, countries |
//! | [`import`] | bytes of a file → dataset and report: containers, encodings, dialects, one file for each publisher's format, the reading engine, what is kept of large files, the audit that proves or disputes what was read |
//! | [`query`] | (dataset, view) → trajectories: selections, the plain definition, the engine that follows toggles, measures, transforms |
//! | [`insight`] | trajectories → claims as data: findings, titles, definitions, scope of events |
//! | [`words`] | claims → sentences in a language: messages in Fluent under `assets/words/`, one narrator for each language |
//! | [`chart`] | trajectories, events, findings → figure (panels with typed scales, marks, texts: placed, pure data) → SVG, PNG, PDF; one file for each chart kind; two figures → the way between them, figure and time → what is revealed by then |
//! | [`story`] | document, scenes → evaluation → figure and file: the one way that window, exports and command line go |
//! | [`session`] | what the user has made: changes of the document, undo history, session file |
//! | [`app`] | the running program: commands, background jobs, file dialogs, settings |
//! | [`ui`] | egui: panels, plot, theme; draws the model and returns commands |
//! | [`cli`] | the same engine without a window: library, inspect, query, render |
//!
//! # Invariants
//!
//! Each is held by a test that fails when it breaks (`tests/house.rs` where no other is named).
//!
//! 1. `disk`, `data`, `import`, `query`, `insight`, `words`, `chart`, `story` and `session` name no `egui`, `eframe` or `rfd`, and start no
//!    thread other than through rayon's pool; only `ui` and `app` name `egui`; only `app` names `rfd`.
//! 2. A [`query::View`] is a plain value (`Clone + PartialEq + Serialize`). Undo, sessions, the command line and
//!    exports are built on it, and no other place holds what the user selected.
//! 3. `ui` never changes state while drawing: it borrows the [`app::Model`] and returns [`app::Command`]s, which
//!    `app` applies first-in first-out. Every command has one definition (`app/command.rs`).
//! 4. What is on the screen and what is exported are drawn from the same [`chart::Figure`] (`tests/window/`).
//! 5. Nothing slower than a frame runs on the window's thread. Every job has a name, progress, a cancel button and
//!    an id by which a stale answer is dropped (`app/jobs.rs`). It answers a request: what was asked for a document
//!    reaches no other one (`app/request.rs`, `app/tests.rs`). At rest nothing is repainted (`tests/window/`).
//! 6. Every row of an input file is accounted for: read = used + left out + rejected (`tests/import.rs`).
//! 7. Sums are exact and depend neither on order nor on the number of threads (`query/tests/`,
//!    `query/engine/tests.rs`).
//! 8. Missing is not zero: a gap has a reason and is drawn as a gap (`query/tests/`, `chart/tests/`).
//! 9. Reading in blocks on several threads says the same as reading in order, to the last remark
//!    (`import/ingest/tests.rs`), and what is kept of a file is what was read of it (`import/cache.rs`).
//! 10. What is shown of a file while it is read is what its first rows alone would give, says that it is not complete,
//!     and is no part of the session (`import/ingest/tests.rs`, `tests/window/`).
//! 11. A file that is read for one answer only gives the answer that all of it gives (`cli/query.rs`).
//! 12. Nothing is shown that the audit disputes, unless a person has said so: [`import::Opened::Disputed`]
//!     (`tests/cases/`, `tests/window/`).
//! 13. Only `disk` writes files and reads whole ones, and only `cli/print.rs` writes to a terminal.
//! 14. At most three files of a room use one another in a ring, but for the rooms and sizes that `tests/house.rs` names.

// The macros stop the program where nobody listens.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod app;
pub mod chart;
pub mod cli;
pub mod data;
pub mod disk;
pub mod import;
pub mod insight;
pub mod query;
pub mod session;
pub mod story;
pub mod ui;
pub mod words;
