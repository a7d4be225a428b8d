//! The command line: what it takes, and the sub-commands that need no server. `serve` and `demo` are in
//! `cli/serve.rs`.

mod certificate;
mod doctor;
mod serve;
mod state;

use std::{
    env,
    io::{self, BufRead, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use clap::{Args, Parser, Subcommand};
use tokio::sync::broadcast;

use crate::{
    access::{Gate, Principal, Roles},
    auth::{Accounts, Clock},
    config::{Config, Layer, LogFormat, Sources},
    http,
    model::{NewAccount, Role, RoleName},
    store::Store,
    telemetry,
};

/// A web console for atomic hosts: what is deployed beside what runs in containers.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the console for this machine.
    Serve(ServeArgs),
    /// Serve the console for this machine and a simulated atomic host.
    Demo(ServeArgs),
    /// Say what this machine offers, what is missing and how to get it.
    Doctor(ServeArgs),
    /// Print a one-time link that signs an account in, or creates the first administrator.
    LoginLink {
        /// The account; not needed if there is only one, or none yet.
        name: Option<String>,
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Manage accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Look after the audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Print the API document.
    Openapi,
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Find lines that were removed, altered or put in behind the console's back.
    Verify {
        #[command(flatten)]
        place: PlaceArgs,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Add an account.
    Add {
        name: String,
        /// viewer, operator, admin, or a role of your own
        #[arg(long)]
        role: RoleName,
        #[command(flatten)]
        password: PasswordArgs,
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Show all accounts.
    List {
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Give an account another password, which ends its sessions.
    Passwd {
        name: String,
        #[command(flatten)]
        password: PasswordArgs,
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Remove an account, which ends its sessions.
    Rm {
        name: String,
        #[command(flatten)]
        place: PlaceArgs,
    },
}

#[derive(Args)]
struct ServeArgs {
    /// Address to listen on; beyond loopback with TLS only [default: localhost:2866]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    #[command(flatten)]
    place: PlaceArgs,
}

#[derive(Args)]
struct PlaceArgs {
    /// Folder of the database [default: /var/lib/atomdeck, or ~/.local/state/atomdeck if not root]
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,
    /// Configuration to read in place of /etc/atomdeck/atomdeck.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Args)]
struct PasswordArgs {
    /// Read the password from standard input, up to the end of the first line.
    #[arg(long, required = true)]
    password_stdin: bool,
}

/// Does what the command line asks for.
pub fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    let result = runtime.block_on(run(Cli::parse().command));
    runtime.shutdown_background();
    result
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(args) => serve::serve(load(args)?).await,
        Command::Demo(args) => {
            let asked =
                args.place.state_dir.is_some() || env::var_os("ATOMDECK_STATE_DIR").is_some();
            let state = (!asked).then(tempfile::tempdir).transpose();
            serve::demo(
                load(args)?,
                state.context("cannot make a temporary folder")?,
            )
            .await
        }
        Command::Doctor(args) => {
            let config = load(args)?;
            print(
                &doctor::report(
                    &config,
                    serve::this_machine(&config),
                    state::look(&config.state_dir),
                )
                .await,
            )
        }
        Command::LoginLink { name, place } => {
            let config = place.load()?;
            let link = accounts(&config).await?.link(name.as_deref()).await?;
            let url = config.url(config.listen.address.port());
            print(&format!("{url}{link}\nIt is valid once, for 10 minutes.\n"))
        }
        Command::User(command) => user(command).await,
        Command::Audit(AuditCommand::Verify { place }) => verify(&place.load()?).await,
        Command::Openapi => {
            let document = http::openapi().to_pretty_json()?;
            print(&format!("{document}\n"))
        }
    }
}

async fn user(command: UserCommand) -> anyhow::Result<()> {
    match command {
        UserCommand::Add {
            name,
            role,
            password: PasswordArgs { .. },
            place,
        } => {
            let accounts = accounts(&place.load()?).await?;
            let new = NewAccount {
                name: name.parse()?,
                roles: vec![role.clone()],
                password: password()?,
                must_change_password: false,
            };
            let user = accounts.add(&command_line(), new).await?;
            print(&format!("Added {} as {role}.\n", user.name))
        }
        UserCommand::List { place } => {
            let users = accounts(&place.load()?).await?.list().await?;
            let lines = users.iter().map(|user| {
                let roles: Vec<&str> = user.roles.iter().map(RoleName::as_str).collect();
                let (roles, made) = (roles.join(", "), user.created_at);
                format!("{:<32}  {roles:<8}  {made:.0}\n", user.name.as_str())
            });
            print(&lines.collect::<String>())
        }
        UserCommand::Passwd {
            name,
            password: PasswordArgs { .. },
            place,
        } => {
            let accounts = accounts(&place.load()?).await?;
            let name = name.parse()?;
            accounts
                .set_password(&command_line(), &name, password()?, false)
                .await?;
            print(&format!(
                "{name} has another password; its sessions have ended.\n"
            ))
        }
        UserCommand::Rm { name, place } => {
            let (accounts, name) = (accounts(&place.load()?).await?, name.parse()?);
            accounts.remove(&command_line(), &name).await?;
            print(&format!("Removed {name}; its sessions have ended.\n"))
        }
    }
}

/// An error, so that a script notices, where the log is not as it was written.
async fn verify(config: &Config) -> anyhow::Result<()> {
    let store = Store::open(&state::database(&config.state_dir)?)?;
    let report = store.audit_verify().await?;
    for finding in &report.findings {
        print(&format!("{finding}\n"))?;
    }
    ensure!(
        report.findings.is_empty(),
        "the audit log is not as the console wrote it"
    );
    print(&format!(
        "{} lines, all as they were written. The chain ends with {}: keep that elsewhere, to see later \
         that nothing before it was changed.\n",
        report.lines, report.head
    ))
}

fn load(args: ServeArgs) -> anyhow::Result<Config> {
    let listen = args.listen.map(|listen| listen.parse()).transpose()?;
    args.place.load_over(Layer {
        listen,
        ..Layer::default()
    })
}

impl PlaceArgs {
    fn load(self) -> anyhow::Result<Config> {
        self.load_over(Layer::default())
    }

    /// Reads the configuration and starts the log as it says.
    fn load_over(self, mut flags: Layer) -> anyhow::Result<Config> {
        flags.state_dir = self.state_dir;
        let config = Config::load(Sources {
            root: Path::new("/"),
            file: self.config.as_deref(),
            environment: |name: &str| env::var_os(name),
            flags,
        })?;
        telemetry::start(match config.log_format {
            LogFormat::Text => telemetry::Format::Text,
            LogFormat::Json => telemetry::Format::Json,
        })?;
        Ok(config)
    }
}

/// Works beside a running server.
async fn accounts(config: &Config) -> anyhow::Result<Accounts> {
    let store = Store::open(&state::database(&config.state_dir)?)?;
    // Nobody listens in this process; a running server's audit page shows it when it next reads.
    let files = config.roles.clone().into_iter().collect();
    let roles = Roles::load(store.clone(), files).await?;
    let clock = Clock::system();
    let gate = Gate::new(store.clone(), broadcast::channel(1).0, clock.clone(), roles);
    Ok(Accounts::new(store, gate, clock)?)
}

/// Whoever can write the state directory.
fn command_line() -> Principal {
    Principal::standing("command line", vec![Role::Admin.into()], "-".to_owned())
}

/// The first line of standard input.
fn password() -> anyhow::Result<String> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .take(64 * 1024)
        .read_line(&mut line)
        .context("cannot read the password from standard input")?;
    let password = line.trim_end_matches(['\r', '\n']);
    ensure!(!password.is_empty(), "standard input holds no password");
    Ok(password.to_owned())
}

fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("cannot write to standard output")
}
