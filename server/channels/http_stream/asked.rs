//! What a request asks of the gate, and, for whoever may see certain containers only, what is left of the answer.

use hyper::body::Incoming;

use http_body_util::{BodyExt, Limited};

use super::{Context, Open, Output, broken};
use crate::{
    access::{EngineRequest, Resource, Target, engine_request},
    host::{EventLines, filter_list},
    model::{Action, ContainerIdentity, Problem, ProblemCode},
};

/// Bytes of a list that is cut.
const LIST: usize = 32 * 1024 * 1024;

/// A request that its principal may make.
pub(super) struct Asked<'a> {
    pub(super) action: Action,
    pub(super) target: Target,
    /// The answer is for more than may be seen.
    pub(super) cut: Option<Cut<'a>>,
}

/// What of an answer may be told.
pub(super) enum Cut<'a> {
    List(&'a Context),
    Events(&'a Context),
}

impl<'a> Asked<'a> {
    /// Who may not is told at once; whoever may is recorded when the request goes out. For whoever may with certain
    /// containers only, the path then has the id of the one that was decided on.
    pub(super) async fn of(open: &mut Open, context: &'a Context) -> Result<Self, Problem> {
        let request = engine_request(&open.method, &open.path);
        let action = request.action();
        let (target, cut) = match request {
            EngineRequest::Container(_, container) => {
                let (target, exact) = context.container(action, container.clone()).await?;
                let (named, exact) = (part(container.as_str()), part(exact.as_str()));
                open.path = open.path.replacen(&named, &exact, 1);
                (target, None)
            }
            EngineRequest::ContainerList => Self::listed(open, Cut::List(context), context),
            EngineRequest::Events => Self::listed(open, Cut::Events(context), context),
            EngineRequest::Whole(_) => {
                let path = open.path.split('?').next().unwrap_or_default();
                let what = format!("{} {path}", open.method);
                (Target::on(context.host.id(), what), None)
            }
        };
        let (gate, principal) = (&context.gate, &context.principal);
        gate.look(principal, action, &target).await?;
        Ok(Self {
            action,
            target,
            cut,
        })
    }

    fn listed(open: &mut Open, cut: Cut<'a>, context: &Context) -> (Target, Option<Cut<'a>>) {
        let target = Target::containers(context.host.id());
        let grants = context.gate.grants(&context.principal);
        if !grants.is_for_containers(Action::ContainerView, &target) {
            return (target, None);
        }
        // What is cut must be read.
        open.headers
            .retain(|name, _| !name.eq_ignore_ascii_case("accept-encoding"));
        (target, Some(cut))
    }

    /// Reading is not, unless it is of secrets.
    pub(super) fn is_recorded(&self) -> bool {
        !matches!(
            self.action,
            Action::EngineRead
                | Action::ContainerView
                | Action::ContainerLogs
                | Action::ContainerInspect
        )
    }
}

impl Cut<'_> {
    /// The answer's body, as far as it may be seen.
    pub(super) async fn tell(self, body: Incoming, output: &Output) -> Result<(), Problem> {
        match self {
            Self::List(context) => {
                let whole = Limited::new(body, LIST).collect().await;
                let whole = whole.map_err(|_| failed("the engine's list cannot be read"))?;
                let kept = filter_list(&whole.to_bytes(), |one| context.sees(one));
                let kept = kept.map_err(|_| failed("the engine's list cannot be understood"))?;
                output.send(&kept).await;
            }
            Self::Events(context) => {
                let (mut body, mut lines) = (body, EventLines::default());
                while let Some(frame) = body.frame().await {
                    let frame = frame.map_err(|error| broken(&error))?;
                    let Some(data) = frame.data_ref() else {
                        continue;
                    };
                    let kept = lines.push(data, |one| context.sees(one));
                    let kept = kept.map_err(failed)?;
                    if !kept.is_empty() {
                        output.send(&kept).await;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Context {
    /// May the principal see this container?
    pub(super) fn sees(&self, container: &ContainerIdentity) -> bool {
        let target = Target {
            resource: Resource::Container(container.clone()),
            ..Target::host(self.host.id())
        };
        self.gate
            .may(&self.principal, Action::ContainerView, &target)
    }
}

fn part(container: &str) -> String {
    format!("/containers/{container}")
}

fn failed(why: &str) -> Problem {
    Problem::new(ProblemCode::BackendFailed, why)
}
