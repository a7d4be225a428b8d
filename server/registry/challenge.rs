//! The digest of a tag, and what a registry wants first: a name and a password, or a token from where it says. Passwords
//! go over encrypted connections only, the loopback aside.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hyper::{
    Method, StatusCode, Uri,
    header::{HeaderValue, WWW_AUTHENTICATE},
};
use serde::Deserialize;

use crate::model::{ImageName, RegistryCredentials};

use super::{
    RegistryError,
    http::{Answer, Http, is_loopback},
};

/// Every form that a tag's manifest may have: the digest is of the form that is given.
const MANIFESTS: &str = "application/vnd.oci.image.index.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json, \
     application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.v2+json";

const DIGEST: &str = "docker-content-digest";

/// Where Docker's registry answers; its name is another.
const HUB: (&str, &str) = ("docker.io", "registry-1.docker.io");

/// What `WWW-Authenticate` asks for.
#[derive(Debug, PartialEq, Eq)]
enum Challenge {
    Basic,
    Bearer {
        realm: String,
        service: Option<String>,
        scope: Option<String>,
    },
}

#[derive(Deserialize)]
struct Token {
    #[serde(alias = "access_token")]
    token: String,
}

pub(super) async fn digest(
    http: &Http,
    name: &ImageName,
    tag: &str,
    credentials: Option<&RegistryCredentials>,
) -> Result<String, RegistryError> {
    let asking = Asking { http, name };
    let url = asking.manifest(tag)?;
    let mut answer = asking.ask(Method::HEAD, &url, MANIFESTS, None).await?;
    if answer.status == StatusCode::UNAUTHORIZED {
        let wanted = answer.headers.get(WWW_AUTHENTICATE);
        let wanted = wanted.and_then(|value| challenge(value.to_str().ok()?));
        let authorization = match wanted {
            Some(Challenge::Basic) => basic(credentials.ok_or_else(|| asking.unauthorised())?),
            Some(Challenge::Bearer {
                realm,
                service,
                scope,
            }) => {
                let token = asking.token(&realm, service, scope, credentials).await?;
                format!("Bearer {token}")
            }
            None => return Err(asking.unauthorised()),
        };
        let authorization = HeaderValue::try_from(authorization);
        let authorization =
            authorization.map_err(|_| asking.strange("a token of control characters"))?;
        answer = asking
            .ask(Method::HEAD, &url, MANIFESTS, Some(authorization))
            .await?;
    }
    asking.accepted(&answer)?;
    let digest = answer
        .headers
        .get(DIGEST)
        .and_then(|value| value.to_str().ok());
    match digest {
        Some(digest) if digest.starts_with("sha") && digest.len() < 200 => Ok(digest.to_owned()),
        Some(_) | None => Err(asking.strange("it does not tell the digest")),
    }
}

/// One question to one registry.
struct Asking<'a> {
    http: &'a Http,
    name: &'a ImageName,
}

impl Asking<'_> {
    fn manifest(&self, tag: &str) -> Result<Uri, RegistryError> {
        let registry = self.name.registry.as_str();
        let authority = if registry == HUB.0 { HUB.1 } else { registry };
        let scheme = if is_loopback(host(authority)) {
            "http"
        } else {
            "https"
        };
        let repository = &self.name.repository;
        let url = format!("{scheme}://{authority}/v2/{repository}/manifests/{tag}");
        url.parse()
            .map_err(|_| self.strange("its name is no address"))
    }

    async fn ask(
        &self,
        method: Method,
        url: &Uri,
        accept: &'static str,
        authorization: Option<HeaderValue>,
    ) -> Result<Answer, RegistryError> {
        let answer = self.http.ask(method, url, accept, authorization).await;
        answer.map_err(|reason| RegistryError::Unreachable {
            registry: self.name.registry.to_string(),
            reason,
        })
    }

    async fn token(
        &self,
        realm: &str,
        service: Option<String>,
        scope: Option<String>,
        credentials: Option<&RegistryCredentials>,
    ) -> Result<String, RegistryError> {
        let scope = scope.unwrap_or_else(|| format!("repository:{}:pull", self.name.repository));
        let mut url = format!(
            "{realm}{}scope={}",
            if realm.contains('?') { '&' } else { '?' },
            escaped(&scope)
        );
        if let Some(service) = service {
            url.push_str(&format!("&service={}", escaped(&service)));
        }
        let url: Uri = url
            .parse()
            .map_err(|_| self.strange("its token is at no address"))?;
        let own = is_loopback(host(self.name.registry.as_str()));
        if url.scheme_str() != Some("https") && !own {
            return Err(self.strange("it wants the password unencrypted"));
        }
        let authorization = match credentials {
            None => None,
            Some(credentials) => {
                let value = HeaderValue::try_from(basic(credentials));
                Some(value.map_err(|_| self.unauthorised())?)
            }
        };
        let answer = self
            .ask(Method::GET, &url, "application/json", authorization)
            .await?;
        self.accepted(&answer)?;
        let token = serde_json::from_slice::<Token>(&answer.body);
        token
            .map(|token| token.token)
            .map_err(|_| self.strange("it gave no token"))
    }

    fn accepted(&self, answer: &Answer) -> Result<(), RegistryError> {
        let registry = self.name.registry.to_string();
        match answer.status {
            status if status.is_success() => Ok(()),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(self.unauthorised()),
            StatusCode::NOT_FOUND => Err(RegistryError::Unknown {
                registry,
                name: match &self.name.tag {
                    Some(tag) => format!("{}:{tag}", self.name.repository),
                    None => self.name.repository.clone(),
                },
            }),
            StatusCode::TOO_MANY_REQUESTS => Err(RegistryError::TooOften { registry }),
            status => Err(self.strange(&format!("status {status}"))),
        }
    }

    fn unauthorised(&self) -> RegistryError {
        RegistryError::Unauthorised {
            registry: self.name.registry.to_string(),
        }
    }

    fn strange(&self, reason: &str) -> RegistryError {
        RegistryError::Answer {
            registry: self.name.registry.to_string(),
            reason: reason.to_owned(),
        }
    }
}

fn basic(credentials: &RegistryCredentials) -> String {
    let RegistryCredentials { username, password } = credentials;
    format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{username}:{password}"))
    )
}

/// Without the port.
fn host(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or(rest, |(host, _)| host),
        None => authority
            .split_once(':')
            .map_or(authority, |(host, _)| host),
    }
}

/// For a query.
fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

/// `Basic realm="…"` or `Bearer realm="…",service="…",scope="…"`.
fn challenge(text: &str) -> Option<Challenge> {
    let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
    if scheme.eq_ignore_ascii_case("basic") {
        return Some(Challenge::Basic);
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let (mut realm, mut service, mut scope) = (None, None, None);
    let mut rest = rest.trim();
    while let Some((key, value)) = rest.split_once('=') {
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_once(',').unwrap_or((value, "")),
        };
        match key.trim_matches([',', ' ']) {
            "realm" => realm = Some(value.to_owned()),
            "service" => service = Some(value.to_owned()),
            "scope" => scope = Some(value.to_owned()),
            _ => {}
        }
        rest = after;
    }
    Some(Challenge::Bearer {
        realm: realm?,
        service,
        scope,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_registry_asks_for_is_read() {
        assert_eq!(challenge("Basic realm=\"tests\""), Some(Challenge::Basic));
        let text = "Bearer realm=\"https://auth.example/token\",service=\"r.example\",scope=\"repository:a/b:pull,push\"";
        let expected = Challenge::Bearer {
            realm: "https://auth.example/token".to_owned(),
            service: Some("r.example".to_owned()),
            scope: Some("repository:a/b:pull,push".to_owned()),
        };
        assert_eq!(challenge(text), Some(expected));
        assert_eq!(challenge("Bearer service=\"x\""), None);
        assert_eq!(challenge("Negotiate"), None);
        assert_eq!(host("[::1]:5000"), "::1");
        assert_eq!(host("127.0.0.1:5000"), "127.0.0.1");
        assert_eq!(escaped("a b&c"), "a%20b%26c");
    }

    proptest! {
        #[test]
        fn no_challenge_panics(text in ".*", rest in "Bearer [a-z=\", ]*") {
            drop(challenge(&text));
            drop(challenge(&rest));
        }
    }
}
