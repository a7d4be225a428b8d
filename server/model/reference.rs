//! What an image reference says: which registry, which repository there, which tag or digest. The rules are
//! those of Docker and Podman: a first part without a dot, a colon and `localhost` is no registry's name.

use super::{ImageRef, RegistryName};

/// Where a name without a registry comes from.
const HUB: &str = "docker.io";

/// Further names of it.
const HUB_ALIASES: [&str; 2] = ["index.docker.io", "registry-1.docker.io"];

/// What names of images begin with that were made on the host (Podman).
const LOCAL: &str = "localhost";

/// The parts of a reference, none of them left to be guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageName {
    /// "docker.io" where the reference names none.
    pub registry: RegistryName,
    /// As the registry knows it, e.g. "library/nginx".
    pub repository: String,
    /// "latest" where there is neither tag nor digest.
    pub tag: Option<String>,
    /// `sha256:…`.
    pub digest: Option<String>,
}

impl ImageName {
    /// It was made on a host, and no registry has it.
    pub fn is_local(&self) -> bool {
        self.registry.as_str() == LOCAL
    }
}

impl ImageRef {
    /// Its parts; `None` for an image's id, which no registry knows.
    pub fn name(&self) -> Option<ImageName> {
        if self.is_id() {
            return None;
        }
        let (name, tag, digest) = self.split();
        let (registry, repository) = match name.split_once('/') {
            Some((first, rest)) if first == LOCAL || first.contains(['.', ':']) => (first, rest),
            Some(_) | None => (HUB, name),
        };
        let registry: RegistryName = registry.parse().ok()?;
        let registry = registry.canonical();
        let repository = if registry.as_str() == HUB && !repository.contains('/') {
            format!("library/{repository}")
        } else {
            repository.to_owned()
        };
        let tag = match (tag, digest) {
            (None, None) => Some("latest"),
            (tag, _) => tag,
        };
        Some(ImageName {
            registry,
            repository,
            tag: tag.map(str::to_owned),
            digest: digest.map(str::to_owned),
        })
    }

    /// The same with `:latest` where it has neither tag nor digest.
    #[must_use]
    pub fn with_tag(&self) -> Self {
        match self.split() {
            (name, None, None) if !self.is_id() => format!("{name}:latest")
                .parse()
                .unwrap_or_else(|_| self.clone()),
            _ => self.clone(),
        }
    }

    /// The name without tag and digest, the tag, the digest.
    pub fn split(&self) -> (&str, Option<&str>, Option<&str>) {
        let (rest, digest) = match self.as_str().split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (self.as_str(), None),
        };
        // A colon before the last slash is a port's.
        match rest.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag), digest),
            Some(_) | None => (rest, None, digest),
        }
    }

    fn is_id(&self) -> bool {
        let text = self.as_str();
        let digits = text.strip_prefix("sha256:").unwrap_or(text);
        digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

impl RegistryName {
    /// The name that the registry is known by among all of its names.
    #[must_use]
    pub fn canonical(&self) -> Self {
        let name = self.as_str().to_ascii_lowercase();
        let name = if HUB_ALIASES.contains(&name.as_str()) {
            HUB
        } else {
            &name
        };
        name.parse().unwrap_or_else(|_| self.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "398d2fadc869b568cdef68f0d779698eb609a89026211200ee62ba17ca1ee8f7";

    fn reference(text: &str) -> ImageRef {
        text.parse().expect("a reference")
    }

    #[test]
    fn a_reference_is_read_as_the_engines_read_it() {
        for (text, registry, repository, tag, with_tag) in [
            ("nginx", HUB, "library/nginx", "latest", "nginx:latest"),
            ("nginx:1.2", HUB, "library/nginx", "1.2", "nginx:1.2"),
            ("a/b", HUB, "a/b", "latest", "a/b:latest"),
            (
                "index.docker.io/a/b:1",
                HUB,
                "a/b",
                "1",
                "index.docker.io/a/b:1",
            ),
            (
                "quay.io/a/b/c:1",
                "quay.io",
                "a/b/c",
                "1",
                "quay.io/a/b/c:1",
            ),
            ("h:5000/a", "h:5000", "a", "latest", "h:5000/a:latest"),
            (
                "127.0.0.1:5000/a:2",
                "127.0.0.1:5000",
                "a",
                "2",
                "127.0.0.1:5000/a:2",
            ),
            ("localhost/a:1", "localhost", "a", "1", "localhost/a:1"),
        ] {
            let name = reference(text).name().expect("a name");
            assert_eq!(name.registry.as_str(), registry, "{text}");
            assert_eq!(name.repository, repository, "{text}");
            assert_eq!(name.tag.as_deref(), Some(tag), "{text}");
            assert_eq!(name.is_local(), registry == "localhost", "{text}");
            assert_eq!(reference(text).with_tag().as_str(), with_tag);
        }
        let digest = format!("sha256:{ID}");
        let pinned = reference(&format!("quay.io/a/b@{digest}"));
        let name = pinned.name().expect("a name");
        assert_eq!((name.tag, name.digest), (None, Some(digest.clone())));
        assert_eq!(pinned.with_tag(), pinned);
        for id in [ID, &digest] {
            assert_eq!(reference(id).name(), None);
            assert_eq!(reference(id).with_tag().as_str(), id);
        }
    }

    proptest! {
        #[test]
        fn any_reference_has_parts_that_make_it_again(text in "[a-z0-9][a-zA-Z0-9._/:@-]{0,80}") {
            if let Ok(reference) = text.parse::<ImageRef>() {
                let (name, tag, digest) = reference.split();
                let tag = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
                let digest = digest.map(|digest| format!("@{digest}")).unwrap_or_default();
                prop_assert_eq!(format!("{name}{tag}{digest}"), text);
                let tagged = reference.with_tag();
                prop_assert_eq!(tagged.with_tag(), tagged.clone());
                // Whatever it is, nothing panics.
                drop(tagged.name());
            }
        }
    }
}
