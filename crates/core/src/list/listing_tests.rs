//! How a reading goes.
