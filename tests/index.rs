//! The index and its search, through the doors that the pipeline uses. The items are invented; no test looks inside an
//! index but to make sure that something is not there.

mod answers;
mod asked;
mod damage;
mod hostile;
mod interference;
mod leak;
mod promise;
mod queries;
mod results;
mod sweep;
mod world;
