//! Postroom as a library: the stages of the pipeline in the order in which they run, and what stands around them.
//! Start reading at `pipeline`. This file lists modules and must hold nothing else.
#![forbid(unsafe_code)]

pub mod model;
pub mod yaml;

pub mod config;
pub mod rules;

pub mod pipeline;

pub mod classify;
pub mod index;
pub mod parse;
pub mod redact;
pub mod route;
pub mod source;

pub mod register;

pub mod disclose;
pub mod proof;
pub mod review;

pub mod cli;
