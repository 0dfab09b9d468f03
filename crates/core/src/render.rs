//! A request as text: as HTTP and as a cURL command, its secrets blacked out.

use std::fmt::Write;

use crate::envelope;
use crate::request::Request;
use crate::route::Way;

/// The shell variable that stands for the token.
const TOKEN_VARIABLE: &str = "HW_TOKEN";
/// The blot that stands for the token.
const BLOT: &str = "••••••";
/// What stands for the attempt's id, which exists only once somebody has agreed.
const NEW_EACH_TIME: &str = "(made when you confirm)";

/// The request as it goes on the wire to `host`, with a blot for the token.
pub fn as_http(request: &Request, host: &str) -> String {
    let mut text = format!("{} {} HTTP/1.1\n", request.method(), request.target());
    if !host.is_empty() {
        _ = writeln!(text, "Host: {host}");
    }
    _ = writeln!(text, "X-Auth-Token: {BLOT}");
    if !request.is_read() {
        _ = writeln!(text, "X-Attempt-Id: {NEW_EACH_TIME}");
    }
    for (name, value) in request.headers() {
        _ = writeln!(text, "{name}: {value}");
    }
    if let Some(body) = request.body() {
        _ = write!(text, "\n{body}");
    }
    text
}

/// The POST that carries the request in an envelope by this way, with a blot for the token.
pub fn as_envelope(request: &Request, way: &Way) -> String {
    let mut text = format!(
        "POST {} HTTP/1.1\nContent-Type: application/json\n",
        way.url
    );
    let mut headers = request.headers();
    if !request.is_read() {
        _ = writeln!(text, "X-Attempt-Id: {NEW_EACH_TIME}");
        headers.push(("X-Attempt-Id", NEW_EACH_TIME));
    }
    headers.push(("X-Auth-Token", BLOT));
    let inner = way.at_cloud(request);
    let body = envelope::wrap(request.method(), &inner, &headers, request.body());
    _ = write!(text, "\n{}", *body);
    text
}

/// The request as a command for a POSIX shell; the token comes from `$HW_TOKEN`.
///
/// `-q` keeps a `~/.curlrc` from adding retries or redirects; it must come first.
/// `--path-as-is` and `--globoff` keep cURL from reading meaning into the URL, and
/// `--data-raw` from reading `@` as a file. cURL neither retries nor follows by itself.
pub fn as_curl(request: &Request, base: &str) -> String {
    let url = format!("{base}{}", request.target());
    let mut lines = vec![
        format!("curl -q --request {}", request.method()),
        "--include --globoff --path-as-is --max-time 45".to_owned(),
        format!("--header \"X-Auth-Token: ${TOKEN_VARIABLE}\""),
    ];
    for (name, value) in request.headers() {
        lines.push(format!("--header {}", quote(&format!("{name}: {value}"))));
    }
    if let Some(body) = request.body() {
        lines.push(format!("--data-raw {}", quote(body)));
    }
    lines.push(quote(&url));
    lines.join(" \\\n  ")
}

/// A text as one word of a POSIX shell, byte for byte.
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::kill::Kill;
    use crate::request::{Key, Query};
    use crate::services::dds::{KillSessions, list_sessions};
    use crate::services::testing::{node, project, sessions};

    fn request() -> Request {
        KillSessions::new(project(), node(), sessions(&["34631", "it's"]))
            .unwrap()
            .request()
    }

    #[test]
    fn http_shows_the_call_and_blots_the_token() {
        expect![[r#"
            POST /v3/619d3e78f61b4be68bc5aa0b59edcf7b/nodes/18663926eacb443d98dc20f8620f28f2no07/session HTTP/1.1
            Host: dds.eu-de.otc.t-systems.com
            X-Auth-Token: ••••••
            X-Attempt-Id: (made when you confirm)
            Content-Type: application/json

            {"sessions":["34631","it's"]}"#]]
        .assert_eq(&as_http(&request(), "dds.eu-de.otc.t-systems.com"));
    }

    #[test]
    fn an_envelope_is_shown_with_what_it_wraps_and_blots_the_token() {
        let way = Way {
            kind: crate::route::Kind::Envelope,
            url: "/envelope".to_owned(),
            endpoint: Some("https://dds.example".to_owned()),
        };
        expect![[r#"
            POST /envelope HTTP/1.1
            Content-Type: application/json
            X-Attempt-Id: (made when you confirm)

            {"accessToken":"","wantsBinary":false,"method":"POST","url":"https://dds.example/v3/619d3e78f61b4be68bc5aa0b59edcf7b/nodes/18663926eacb443d98dc20f8620f28f2no07/session","headers":{"Content-Type":"application/json","X-Attempt-Id":"(made when you confirm)","X-Auth-Token":"••••••"},"params":{},"data":"{\"sessions\":[\"34631\",\"it's\"]}"}"#]]
        .assert_eq(&as_envelope(&request(), &way));
    }

    #[test]
    fn a_read_shows_its_query_and_has_no_attempt() {
        let query = Query::page(20, 100).and(Key::NAMESPACE, "a.$cmd");
        let request = list_sessions(&project(), &node(), &query);
        expect![[r"
            GET /v3/619d3e78f61b4be68bc5aa0b59edcf7b/nodes/18663926eacb443d98dc20f8620f28f2no07/sessions?limit=100&namespace=a.%24cmd&offset=20 HTTP/1.1
            Host: dds.eu-de.otc.t-systems.com
            X-Auth-Token: ••••••
        "]]
        .assert_eq(&as_http(&request, "dds.eu-de.otc.t-systems.com"));
        let curl = as_curl(&request, "https://dds.eu-de.otc.t-systems.com");
        assert!(
            curl.ends_with("sessions?limit=100&namespace=a.%24cmd&offset=20'"),
            "{curl}"
        );
    }

    #[test]
    fn curl_quotes_for_the_shell_and_names_the_token_by_its_variable() {
        expect![[r#"
            curl -q --request POST \
              --include --globoff --path-as-is --max-time 45 \
              --header "X-Auth-Token: $HW_TOKEN" \
              --header 'Content-Type: application/json' \
              --data-raw '{"sessions":["34631","it'\''s"]}' \
              'https://dds.eu-de.otc.t-systems.com/v3/619d3e78f61b4be68bc5aa0b59edcf7b/nodes/18663926eacb443d98dc20f8620f28f2no07/session'"#]]
        .assert_eq(&as_curl(&request(), "https://dds.eu-de.otc.t-systems.com"));
    }
}
