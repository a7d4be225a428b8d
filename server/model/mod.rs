//! Plain data: what the console knows and says. Everything here is `Serialize + ToSchema`, so the
//! same names stand in Rust, in the API document and in the browser. No I/O, nothing of ours imported.

mod account;
mod action;
mod audit;
mod container;
mod container_detail;
mod container_spec;
mod deployment;
mod deployment_change;
mod deployment_name;
mod difference;
mod event;
mod factor;
mod host;
mod id;
mod image;
mod impact;
mod operation;
mod power;
mod problem;
mod reference;
mod remote;
mod role;
mod sign_in;
mod storage;
mod timeline;
mod unit;
mod update_policy;
mod user;
mod verdict;

pub use account::{
    AccountChange, AccountList, Allowed, AllowedList, MadeToken, NewAccount, NewPassword, NewProof,
    NewToken, OwnPassword, RoleList, SessionInfo, SessionList, Token, TokenList,
};
pub use action::Action;
pub use audit::{AuditEntry, AuditPage, Outcome};
pub use container::{
    ComposeService, Container, ContainerIdentity, ContainerList, ContainerState, ContainerVerb,
    Engine, EngineFeature, EngineKind, GroupKind, GroupOptions, GroupVerb, Health, LogLine,
    LogStream, Port, VerbOptions,
};
pub use container_detail::{
    ContainerDetail, ContainerSample, ContainerSecurity, Environment, EnvironmentVariable,
    FileChange, FileChangeKind, FileChanges, HealthReport, HealthRun, Mount, MountKind,
    NetworkAttachment, ProcessTable,
};
pub use container_spec::{
    CommitRequest, ContainerSpec, DeviceSpec, EnvironmentSpec, HealthSpec, Limits, MountSpec,
    NetworkSpec, ParsedRunCommand, PortSpec, Protocol, PullPolicy, RecreateRequest, Relabel,
    RenameRequest, RestartPolicy, RestartPolicyKind, RunCommand, UpdateOutcome, UpdateRequest,
};
pub use deployment::{
    Ability, Deployment, Deployments, Family, Origin, PackageCounts, ReplacedPackage, Signature,
    SignatureState, Signatures, Update,
};
pub use deployment_change::{
    ChangeRequest, CleanUp, DeploymentChange, DeploymentVerb, KernelArgumentReplacement,
    KernelArgumentWish, PackageWish, RebaseTarget, Verification,
};
pub use deployment_name::{
    DeploymentId, HostPath, KernelArgument, PackageName, Refspec, RemoteName, Revision,
};
pub use difference::{
    Advisory, AdvisoryReference, AdvisorySeverity, Difference, Drift, DriftHow, DriftedFile,
    FoundPackage, FoundPackages, PackageDifference, PackageGroup, PackageHow,
};
pub use event::{Event, Topic};
pub use factor::{
    ConfirmOneTimeCode, Factors, NewPasskey, OneTimeSecret, Passkey, PasskeyOffer, QrCode,
    RecoveryCodes,
};
pub use host::{Availability, Capability, CapabilityKind, Facts, HostDetail, HostSummary};
pub use id::{
    ContainerRef, HostId, ImageRef, OperationId, ParseIdError, RegistryName, ResourceName, Signal,
    UserName,
};
pub use image::{
    CheckRequest, FoundImage, FoundImages, Image, ImageDetail, ImageLayer, ImageList, LoadedImages,
    NewerAnswer, NewerImage, PullRequest, Registry, RegistryCredentials, RegistryList, TagRequest,
};
pub use impact::{
    BootDuration, HostPart, Impact, InterruptedContainer, InterruptedService, MissingPart,
    NextBoot, PastBoot, Returns,
};
pub use operation::{
    LOG_LINES, Operation, OperationKind, OperationList, OperationState, PROGRESS_PARTS, Progress,
    ProgressPart,
};
pub use power::{
    Inhibitor, InhibitorMode, Inhibitors, LoginSession, Power, PowerAbility, PowerAction,
    PowerRequest, ScheduledPower,
};
pub use problem::{Problem, ProblemCode};
pub use reference::ImageName;
pub use remote::{
    NewKeys, NewRemote, Remote, RemoteKey, RemoteList, RemoteUrl, RemoteVerification,
};
pub use role::{
    ContainerScope, Pattern, Role, RoleDefinition, RoleLimits, RoleName, RoleOrigin, RoleSpec,
    Scope,
};
pub use sign_in::{Prompt, PromptKind, SignInAnswers, SignInAsks};
pub use storage::{
    ConnectRequest, DisconnectRequest, Network, NetworkCreate, NetworkList, PruneKind,
    PrunePreview, PruneRequest, PruneShare, Storage, StorageItem, StorageKind, StorageShare,
    Subnet, Volume, VolumeList, VolumeSpec,
};
pub use timeline::{Severity, Timeline, TimelineEntry, TimelineSubject};
pub use unit::Unit;
pub use update_policy::{
    RpmOstreedPolicy, TimerSwitch, UpdateAgent, UpdateAgentKind, UpdatePolicy, UpdatePolicyRequest,
    UpdateSetting, UpdateWindow, Weekday, ZincatiStrategy, ZincatiWish,
};
pub use user::{AccountSource, SignIn, User, Whoami};
pub use verdict::{
    BootState, BootedDeployment, Decision, DecisionKind, Greenboot, GreenbootStatus, LostContainer,
    RunningContainer, SetRule, Verdict, VerdictDecision, VerdictRule, VerdictRuleRequest,
    VerdictState,
};
