//! Images on the host: list, describe, name, remove, search. `pull`, `build` and `archive` have the rest.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::Empty;
use hyper::Method;

use crate::{
    access::Permit,
    host::HostError,
    model::{FoundImages, Image, ImageDetail, ImageList, ImageRef},
};

use super::{
    BACKEND, Client, ContainerEngine, Engines, READ_TIMEOUT, Repeat, RequestError,
    image_decode::{self, Users},
    request,
};

/// Bytes of a list or a description: some 20,000 images.
const ANSWER_LIMIT: usize = 32 * 1024 * 1024;

/// How long naming or removing may take: large images have many files.
const CHANGE_TIMEOUT: Duration = Duration::from_mins(5);

/// How long the engine's registries may take to answer a search.
const SEARCH_TIMEOUT: Duration = Duration::from_secs(30);

/// Images that a search finds, at most.
const FOUND: usize = 50;

/// How much of an image goes, and against what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removal {
    /// This name only; the image itself goes with its last name.
    Name(ImageRef),
    /// The image, if it has one name at most and no container.
    Whole,
    /// The image, even if it has several names or stopped containers.
    Forced,
}

impl ContainerEngine {
    /// All images, by first tag, nameless ones last.
    pub async fn images(&self) -> Result<ImageList, HostError> {
        let users = self.engines.users();
        let list = self.engines.whole("list of images", "/images/json");
        let (users, list) = tokio::try_join!(users, list)?;
        let mut images = image_decode::images(&list, &users).map_err(unintelligible)?;
        for image in &mut images {
            image.newer = self.newer.of(image);
        }
        Ok(ImageList { images })
    }

    /// One image with its history.
    pub async fn image(&self, image: &ImageRef) -> Result<ImageDetail, HostError> {
        let (what, path) = (what(image), format!("/images/{image}"));
        let (inspect, history) = (format!("{path}/json"), format!("{path}/history"));
        let (users, inspected, history) = tokio::try_join!(
            self.engines.users(),
            self.engines.whole(&what, &inspect),
            self.engines.whole(&what, &history),
        )?;
        let mut detail =
            image_decode::detail(&inspected, &history, &users).map_err(unintelligible)?;
        detail.image.newer = self.newer.of(&detail.image);
        Ok(detail)
    }

    /// The id that a reference stands for; `None` if the host has no such image.
    pub(super) async fn image_id(&self, image: &ImageRef) -> Result<Option<String>, HostError> {
        let path = format!("/images/{image}/json");
        match self.engines.whole(&what(image), &path).await {
            Ok(inspected) => image_decode::id(&inspected)
                .map(Some)
                .map_err(unintelligible),
            Err(HostError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Gives the image a further name.
    pub async fn tag_image(
        &self,
        permit: Permit,
        image: &ImageRef,
        name: &ImageRef,
    ) -> Result<(), HostError> {
        let (engines, image, name) = (Arc::clone(&self.engines), image.clone(), name.with_tag());
        let tagging = async move { engines.tag(&image, &name).await };
        self.operations.see_through(permit, tagging).await
    }

    /// Removes the image or one of its names.
    pub async fn remove_image(
        &self,
        permit: Permit,
        image: &ImageRef,
        removal: Removal,
    ) -> Result<(), HostError> {
        let (engine, image) = (self.clone(), image.clone());
        let removing = async move { engine.remove_now(&image, &removal).await };
        self.operations.see_through(permit, removing).await
    }

    /// Asks the engine's registries.
    pub async fn search_images(&self, term: &str) -> Result<FoundImages, HostError> {
        let path = format!(
            "/images/search?term={}&limit={FOUND}",
            request::encoded(term)
        );
        let path = &path;
        let asking = move |client: Arc<Client>| async move {
            self.engines.exchange(&client, Method::GET, path).await
        };
        let answer = self
            .engines
            .call("registry", Repeat::Yes, SEARCH_TIMEOUT, asking)
            .await
            .map_err(|error| HostError::Conflict {
                reason: format!(
                    "the engine's registries cannot be searched: {error}; check the host's network, or pull by \
                     the image's full name"
                ),
            })?;
        let images = image_decode::found(&answer).map_err(unintelligible)?;
        Ok(FoundImages { images })
    }

    async fn remove_now(&self, image: &ImageRef, removal: &Removal) -> Result<(), HostError> {
        let found = self.image(image).await?.image;
        let users = self.engines.users().await?;
        let target = permitted(&found, image, &users, removal)?;
        let force = matches!(removal, Removal::Forced);
        let path = format!("/images/{target}?force={force}");
        self.engines
            .change(&what(image), Method::DELETE, &path)
            .await
    }
}

impl Engines {
    async fn tag(&self, image: &ImageRef, name: &ImageRef) -> Result<(), HostError> {
        let (repository, tag, digest) = name.split();
        let (Some(tag), None) = (tag, digest) else {
            return Err(HostError::Conflict {
                reason: format!(
                    "{name} cannot be given as a name: it has a digest, which comes of the image's content"
                ),
            });
        };
        let (repository, tag) = (request::encoded(repository), request::encoded(tag));
        let path = format!("/images/{image}/tag?repo={repository}&tag={tag}");
        self.change(&what(image), Method::POST, &path).await
    }

    /// Who uses which image.
    async fn users(&self) -> Result<Users, HostError> {
        let list = self.whole("list of containers", "/containers/json?all=true");
        image_decode::users(&list.await?).map_err(unintelligible)
    }

    /// A whole answer to a GET.
    async fn whole(&self, what: &str, path: &str) -> Result<Bytes, HostError> {
        let asking = move |client: Arc<Client>| async move {
            self.exchange(&client, Method::GET, path).await
        };
        self.call(what, Repeat::Yes, READ_TIMEOUT, asking).await
    }

    async fn change(&self, what: &str, method: Method, path: &str) -> Result<(), HostError> {
        let method = &method;
        let changing = move |client: Arc<Client>| async move {
            self.exchange(&client, method.clone(), path).await
        };
        let answer = self.call(what, Repeat::No, CHANGE_TIMEOUT, changing);
        answer.await.map(drop)
    }

    async fn exchange(
        &self,
        client: &Client,
        method: Method,
        path: &str,
    ) -> Result<Bytes, RequestError> {
        let stream = self.transport.connect(&client.engine.socket).await?;
        let request = request::request(&client.engine, method, path);
        let pieces = request::send(stream, request, Empty::<Bytes>::new()).await?;
        request::collect(pieces, ANSWER_LIMIT).await
    }
}

pub(super) fn what(image: &ImageRef) -> String {
    format!("image `{image}`")
}

pub(super) fn unintelligible(error: serde_json::Error) -> HostError {
    HostError::Failed {
        backend: BACKEND,
        reason: format!("its answer cannot be understood: {error}"),
    }
}

/// What to name to the engine, if the removal may be. The engines differ in what they let happen (Podman removes
/// running containers with a forced image), so this decides for both.
fn permitted(
    found: &Image,
    asked: &ImageRef,
    users: &Users,
    removal: &Removal,
) -> Result<String, HostError> {
    let of = users.get(&found.id).map(Vec::as_slice).unwrap_or_default();
    let names: Vec<&str> = of.iter().map(|user| user.name.as_str()).collect();
    let used = || HostError::Conflict {
        reason: format!(
            "the image {asked} is used by {}: remove {} first",
            names.join(", "),
            if names.len() == 1 {
                "this container"
            } else {
                "these containers"
            },
        ),
    };
    match removal {
        Removal::Name(name) => {
            let name = name.with_tag();
            let known = found.tags.iter().find(|tag| is_same(tag, &name));
            let known = known.ok_or_else(|| HostError::NotFound {
                what: format!("name `{name}` of the image `{asked}`"),
            })?;
            if found.tags.len() == 1 && !of.is_empty() {
                return Err(used());
            }
            Ok(known.clone())
        }
        Removal::Whole if !of.is_empty() => Err(used()),
        Removal::Whole if found.tags.len() > 1 => Err(HostError::Conflict {
            reason: format!(
                "the image has several names, {}: remove them one by one, or force the removal of all",
                found.tags.join(", ")
            ),
        }),
        Removal::Forced if of.iter().any(|user| user.active) => Err(HostError::Conflict {
            reason: format!(
                "the image {asked} is used by {}: stop and remove what runs of them first",
                names.join(", ")
            ),
        }),
        Removal::Whole | Removal::Forced => Ok(found.id.clone()),
    }
}

/// Podman writes out the registry that Docker leaves out.
fn is_same(tag: &str, name: &ImageRef) -> bool {
    let named = tag.parse::<ImageRef>().ok().and_then(|tag| tag.name());
    tag == name.as_str() || (named.is_some() && named == name.name())
}

#[cfg(test)]
mod tests {
    use super::{super::image_decode::User, *};

    fn decide(tags: &[&str], users: &[(&str, bool)], removal: &Removal) -> Result<String, String> {
        let image = Image {
            id: "ab".to_owned(),
            tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
            digests: Vec::new(),
            created_at: jiff::Timestamp::UNIX_EPOCH,
            size: 0,
            used_by: Vec::new(),
            newer: Vec::new(),
        };
        let of = users.iter().map(|&(name, active)| User {
            name: name.to_owned(),
            active,
        });
        let users = Users::from([("ab".to_owned(), of.collect())]);
        let asked = "a:1".parse().expect("a reference");
        permitted(&image, &asked, &users, removal).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_goes_that_a_container_needs() {
        let name = |text: &str| Removal::Name(text.parse().expect("a reference"));
        let (running, stopped) = ([("web", true)], [("job", false)]);
        assert_eq!(decide(&["a:1"], &[], &Removal::Whole), Ok("ab".to_owned()));
        assert_eq!(decide(&["a:1"], &[], &name("a:1")), Ok("a:1".to_owned()));
        let podmans = "docker.io/library/a:latest";
        assert_eq!(decide(&[podmans], &[], &name("a")), Ok(podmans.to_owned()));
        // Another name remains.
        let one_of_two = decide(&["a:1", "b:1"], &running, &name("b:1"));
        assert_eq!(one_of_two, Ok("b:1".to_owned()));
        assert_eq!(
            decide(&["a:1"], &stopped, &Removal::Forced),
            Ok("ab".to_owned())
        );
        assert_eq!(
            decide(&["a:1", "b:1"], &[], &Removal::Forced),
            Ok("ab".to_owned())
        );
        for (tags, users, removal, words) in [
            (
                &["a:1"][..],
                &running[..],
                Removal::Whole,
                "used by web: remove this container",
            ),
            (&["a:1"], &stopped, Removal::Whole, "used by job"),
            (&["a:1"], &stopped, name("a:1"), "used by job"),
            (&["a:1"], &running, Removal::Forced, "used by web: stop"),
            (
                &["a:1", "b:1"],
                &[],
                Removal::Whole,
                "several names, a:1, b:1",
            ),
            (&["a:1"], &[], name("c:1"), "there is no name `c:1`"),
        ] {
            let refused = decide(tags, users, &removal).expect_err(words);
            assert!(refused.contains(words), "{refused}");
        }
    }
}
