//! The types of methods, from introspection: for clients that call without saying them.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "another crate's set: what is not named here is treated alike"
)]

use std::collections::HashMap;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// By interface and method: the signature of the arguments.
pub(super) type Methods = HashMap<(String, String), String>;

/// Reads the XML of `org.freedesktop.DBus.Introspectable.Introspect`.
pub(super) fn methods(xml: &str) -> Result<Methods, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut methods = Methods::new();
    let mut interface = String::new();
    let mut method: Option<(String, String)> = None;
    // Child objects nest their own interfaces; they are other objects' business.
    let mut nodes = 0_u32;
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(methods),
            Event::Start(tag) => match tag.name().as_ref() {
                "node" => nodes = nodes.saturating_add(1),
                "interface" => interface = attribute(&tag, "name")?.unwrap_or_default(),
                "method" if nodes == 1 => method = declare(&mut methods, &interface, &tag)?,
                "arg" => add(&mut methods, method.as_ref(), &tag)?,
                _ => {}
            },
            Event::Empty(tag) => match tag.name().as_ref() {
                "method" if nodes == 1 => {
                    declare(&mut methods, &interface, &tag)?;
                }
                "arg" => add(&mut methods, method.as_ref(), &tag)?,
                _ => {}
            },
            Event::End(tag) => match tag.name().as_ref() {
                "node" => nodes = nodes.saturating_sub(1),
                "method" => method = None,
                _ => {}
            },
            _ => {}
        }
    }
}

fn declare(
    methods: &mut Methods,
    interface: &str,
    tag: &BytesStart<'_>,
) -> Result<Option<(String, String)>, quick_xml::Error> {
    let key = attribute(tag, "name")?.map(|name| (interface.to_owned(), name));
    if let Some(key) = &key {
        methods.insert(key.clone(), String::new());
    }
    Ok(key)
}

fn add(
    methods: &mut Methods,
    method: Option<&(String, String)>,
    tag: &BytesStart<'_>,
) -> Result<(), quick_xml::Error> {
    let incoming = attribute(tag, "direction")?.is_none_or(|direction| direction == "in");
    if let Some(types) = method.and_then(|key| methods.get_mut(key))
        && incoming
    {
        types.push_str(&attribute(tag, "type")?.unwrap_or_default());
    }
    Ok(())
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, quick_xml::Error> {
    let Some(attribute) = tag.try_get_attribute(name)? else {
        return Ok(None);
    };
    Ok(Some(attribute.value.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_those_that_go_in() {
        let xml = r#"<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
            "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
            <node><interface name="a.B">
              <method name="Two"><arg type="s" direction="in"/><arg type="a{sv}"/>
                <arg type="u" direction="out"></arg></method>
              <method name="None"/>
              <signal name="Signal"><arg type="i"/></signal>
            </interface><node name="child"><interface name="c.D"><method name="Not"/></interface></node></node>"#;
        let methods = methods(xml).expect("it is XML");
        let types = |interface: &str, method: &str| {
            methods
                .get(&(interface.to_owned(), method.to_owned()))
                .map(String::as_str)
        };
        assert_eq!(types("a.B", "Two"), Some("sa{sv}"));
        assert_eq!(types("a.B", "None"), Some(""));
        assert_eq!(types("c.D", "Not"), None);
        assert_eq!(methods.len(), 2);
    }
}
