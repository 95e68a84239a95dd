//! `rushhour new`: writes a scenario to begin with, its scripts and the schema for the editor.

use std::io;
use std::path::{Path, PathBuf};

use super::args::{NewArgs, TemplateArg};
use super::overwriting::Touched;
use super::{output, whole_files};
use rushhour_report::ExitCode;

/// Scripts that are no built-in ones.
const DIALLING_AGENT: &str = include_str!("../scripts/dialling_agent.rhai");
/// The schema, beside the scenario.
const SCHEMA_FILE: &str = "scenario.schema.json";
/// Where the name of the scenario goes in a template.
const NAME: &str = "{{name}}";

/// A scenario to begin with.
struct Template {
    yaml: &'static str,
    scripts: &'static [&'static str],
}

impl TemplateArg {
    const fn template(self) -> Template {
        match self {
            Self::Voice => Template {
                yaml: include_str!("templates/voice.yaml"),
                scripts: &["phone_agent", "phone_customer"],
            },
            Self::Chat => {
                Template { yaml: include_str!("templates/chat.yaml"), scripts: &["chat_agent", "chat_customer"] }
            }
            Self::Mixed => Template {
                yaml: include_str!("templates/mixed.yaml"),
                scripts: &["phone_agent", "phone_customer", "chat_agent", "chat_customer"],
            },
            Self::Outbound => {
                Template { yaml: include_str!("templates/outbound.yaml"), scripts: &["dialling_agent", "callee"] }
            }
        }
    }
    const fn name(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Chat => "chat",
            Self::Mixed => "mixed",
            Self::Outbound => "outbound",
        }
    }
}

/// Writes the files, unless any of them is there already.
pub(super) fn new(args: &NewArgs) -> io::Result<ExitCode> {
    let directory = args.directory.clone().unwrap_or_else(|| PathBuf::from(args.template.name()));
    let name = match directory.file_name().and_then(|name| name.to_str()) {
        Some(name) => name.trim_end_matches(".yaml").to_owned(),
        // `.` and the like.
        None => args.template.name().to_owned(),
    };
    let is_file = directory.extension().is_some_and(|ending| ending == "yaml");
    let folder = if is_file { directory.parent().unwrap_or_else(|| Path::new("")) } else { directory.as_path() };
    let scenario = folder.join(format!("{name}.yaml"));
    let files = files(args.template, &name, folder, &scenario);
    let there: Vec<String> =
        files.iter().filter(|(path, _)| path.exists()).map(|(path, _)| path.display().to_string()).collect();
    if !there.is_empty() {
        output::error_line(&format!(
            "{} there already and nothing was written: give another name, as in `rushhour new {name}-2`",
            if there.len() == 1 { format!("{} is", there[0]) } else { format!("{} are", there.join(", ")) }
        ));
        return Ok(ExitCode::Usage);
    }
    // Where no directory is named, it is the one that we are in.
    let place = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut touched = Touched::default();
    touched.writes_into_by("", place, |_| false);
    if let Err(code) = touched.check_and_try() {
        return Ok(code);
    }
    let within = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_path_buf();
    let written: Vec<(PathBuf, &str)> = files.iter().map(|(path, text)| (within(path), text.as_str())).collect();
    whole_files::write_loose(place, &written)?;
    for (path, _) in &files {
        output::note(&format!("written: {}", path.display()));
    }
    let scenario = quoted(&scenario.display().to_string());
    output::print(&format!("rushhour check {scenario}\nrushhour run {scenario}\n"))?;
    Ok(ExitCode::Success)
}

/// What is written where: the scenario, its scripts, the schema.
fn files(template: TemplateArg, name: &str, folder: &Path, scenario: &Path) -> Vec<(PathBuf, String)> {
    let Template { yaml, scripts } = template.template();
    // As YAML takes any text.
    let name = serde_json::Value::from(name).to_string();
    let mut files = vec![(scenario.to_path_buf(), yaml.replace(NAME, &name))];
    for script in scripts {
        let text = rushhour_script::built_in(script).unwrap_or(DIALLING_AGENT);
        files.push((folder.join("scripts").join(format!("{script}.rhai")), text.to_owned()));
    }
    files.push((folder.join(SCHEMA_FILE), rushhour_scenario::schema()));
    files
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || "_./-+,@%".contains(c);
    if word.chars().all(is_safe) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
