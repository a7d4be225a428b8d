//! Stands in until the parts are there.

use crate::{
    access::Principal,
    host::Host,
    model::{Problem, ProblemCode, Verdict, VerdictDecision, VerdictRuleRequest},
};

#[derive(Debug)]
pub struct Verdicts;
impl Verdicts {
    pub async fn verdict(&self, _host: &Host) -> Result<Verdict, Problem> {
        Err(Problem::new(ProblemCode::NotSupported, "not built yet"))
    }
    pub async fn decide(
        &self,
        _p: &Principal,
        _host: &Host,
        _d: &VerdictDecision,
    ) -> Result<(), Problem> {
        Err(Problem::new(ProblemCode::NotSupported, "not built yet"))
    }
    pub async fn set_rule(
        &self,
        _p: &Principal,
        _host: &Host,
        _r: VerdictRuleRequest,
    ) -> Result<(), Problem> {
        Err(Problem::new(ProblemCode::NotSupported, "not built yet"))
    }
}
