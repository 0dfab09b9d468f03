//! Attached engines: real servers that the person who starts the sandbox names.

pub mod redis;
