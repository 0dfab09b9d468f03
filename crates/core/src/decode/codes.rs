//! The codes of `docs/API.md`, and what each means. The same DBS code can mean different things in DDS and
//! TaurusDB, so the service is part of the key.

use super::{CloudError, Meaning};
use crate::services::Service;

pub(super) fn by_code(service: Service, status: u16, error: &CloudError) -> Option<Meaning> {
    use Meaning as M;
    let code = error.code.as_str();
    let (prefix, number) = code.split_once('.').unwrap_or(("", code));
    let meaning = match (prefix, number) {
        ("APIGW" | "APIG", number) => return by_gateway(status, number, &error.message),
        ("DBS", number) => return by_dbs_code(service, number),
        ("DCS", number) => return by_dcs_code(number),
        ("CBC", "99003651") => M::Busy,
        ("IAM", "0001" | "0063" | "0067") => M::TokenInvalid,
        ("IAM", "0066" | "1108") => M::TokenExpired,
        ("IAM", "0012") => M::Throttled,
        ("IAM", "0002" | "0003" | "0064" | "0083") => M::PermissionMissing,
        ("IAM", "0080" | "0081" | "0082") => M::UserBarred,
        ("", number) => return by_old_dcs_code(number),
        _ => return None,
    };
    Some(meaning)
}

fn by_gateway(status: u16, number: &str, message: &str) -> Option<Meaning> {
    use Meaning as M;
    let meaning = match (number, status) {
        ("0101", _) => M::CallNotOffered,
        ("0301" | "0303", _) => authentication(message),
        ("0305", _) => M::TokenInvalid,
        ("0307", _) => M::TokenExpired,
        ("0308", _) => M::Throttled,
        ("0302" | "0304" | "0306" | "0310" | "0802", _) => M::PermissionMissing,
        ("0401" | "0402" | "0404" | "0405", _) => M::AddressBarred,
        ("0201", 413 | 414 | 494) => M::TooLarge,
        ("0201", 400) | ("0602", _) => M::ParameterWrong,
        (
            "0103" | "0201" | "0202" | "0203" | "0601" | "0605" | "0606" | "0608" | "0610" | "0611"
            | "0613",
            500..,
        ) => M::ServiceFailed,
        _ => return None,
    };
    Some(meaning)
}

/// The gateway has one code for all that can be wrong with a credential.
fn authentication(message: &str) -> Meaning {
    let message = message.to_ascii_lowercase();
    let has = |part| message.contains(part);
    if has("expire") && !has("signature") {
        Meaning::TokenExpired
    } else if has("not found") && has("token") {
        Meaning::TokenMissing
    } else if has("limit") {
        Meaning::KeyLocked
    } else if has("sign") || has("secretkey") || has("aksk") {
        Meaning::SignatureWrong
    } else {
        Meaning::TokenInvalid
    }
}

fn by_dbs_code(service: Service, number: &str) -> Option<Meaning> {
    use Meaning as M;
    let is_taurus = service == Service::TaurusDb;
    let meaning =
        match number {
            "301071" => M::SessionInvalid,
            "301077" => M::KillFailed,
            "280443" => M::Throttled,
            "280056" => M::TokenInvalid,
            // The two services say different things by these.
            "200010" | "201003" if is_taurus => M::PermissionMissing,
            "200013" | "200602" | "290005" | "290011" | "290013" if is_taurus => M::InstanceUnknown,
            "200086" | "200316" | "201205" | "212006" if is_taurus => M::Busy,
            "280406" if is_taurus => M::NotSupported,
            "200075" if !is_taurus => M::NotSupported,
            "201204" if !is_taurus => M::Busy,
            "280407" | "200013" | "200451" | "216026" | "216030" | "212005" => M::NodeUnknown,
            "201028" | "200002" | "200045" | "200408" => M::InstanceUnknown,
            "200604" | "280015" | "280032" | "280063" | "280064" | "200044" => M::PermissionMissing,
            "280019" | "280449" => M::Frozen,
            "200006" => M::BodyMissing,
            "200001" | "200004" | "280001" | "290000" | "280404" | "280408" | "280439"
            | "280440" => M::ParameterWrong,
            "280343" | "212003" => M::NotSupported,
            "200011" | "200018" | "200019" | "200047" | "200076" | "200998" | "201000"
            | "201014" | "201015" | "201202" | "239037" => M::Busy,
            "280005" | "200005" | "213002" | "213004" | "108000" | "290006" | "290015"
            | "301076" => M::ServiceFailed,
            _ => return None,
        };
    Some(meaning)
}

fn by_dcs_code(number: &str) -> Option<Meaning> {
    use Meaning as M;
    let meaning = match number {
        "4848" | "4027" => M::NotSupported,
        "4957" | "4017" | "4026" | "4049" | "4096" | "4097" | "4099" | "4108" | "4111" | "4113"
        | "4114" | "4115" | "4116" | "4117" | "4118" | "4121" | "4231" | "4300" | "4975" => M::Busy,
        "4120" => M::Frozen,
        "3053" | "5053" => M::NodeUnknown,
        "3022" => M::InstanceUnknown,
        "4001" | "5001" => M::CallNotOffered,
        "1002" => M::TokenExpired,
        "1001" | "1004" => M::TokenInvalid,
        "1003" => M::TokenMissing,
        "2003" | "2007" | "3002" | "3003" => M::PermissionMissing,
        "4004" => M::BodyMissing,
        "4002" | "4005" | "4061" | "4062" | "4063" | "4070" | "4800" => M::ParameterWrong,
        "5000" | "5006" | "5043" | "5079" | "5091" | "4842" => M::ServiceFailed,
        _ => return None,
    };
    Some(meaning)
}

/// The older twins of DCS have no prefix: `111401002` is `DCS.1002`. Those of `111404` do not follow the rule.
fn by_old_dcs_code(number: &str) -> Option<Meaning> {
    let (kind, rest) = number.strip_prefix("111")?.split_at_checked(3)?;
    if rest.len() != 3 {
        return None;
    }
    match (kind, rest) {
        ("400", rest) => by_dcs_code(&format!("4{rest}")),
        ("401", rest) => by_dcs_code(&format!("1{rest}")),
        ("403", _) => Some(Meaning::PermissionMissing),
        ("404" | "405", "001") => Some(Meaning::CallNotOffered),
        ("404", "022") => Some(Meaning::InstanceUnknown),
        ("500", _) => Some(Meaning::ServiceFailed),
        _ => None,
    }
}

pub(super) fn by_status(status: u16) -> Option<Meaning> {
    match status {
        401 => Some(Meaning::TokenInvalid),
        403 => Some(Meaning::PermissionMissing),
        413 | 414 | 431 => Some(Meaning::TooLarge),
        429 => Some(Meaning::Throttled),
        _ => None,
    }
}
