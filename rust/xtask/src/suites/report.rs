//! Counting tests.

use std::fmt::{self, Display};

use anyhow::{Context, Result};
use roxmltree::{Document, Node};

use crate::paths;

/// The results of some tests.
#[derive(Debug, Default, PartialEq)]
pub struct Tally {
    pub passed: u32,
    /// Names of the failed ones.
    pub failed: Vec<String>,
    /// Names of the skipped ones, with the reasons.
    pub skipped: Vec<String>,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed.extend(other.failed);
        self.skipped.extend(other.skipped);
    }

    /// The result of a target that cannot be tested on this machine.
    pub fn skip(target: &str, why: &str) -> Tally {
        Tally { skipped: vec![format!("{target} ({why})")], ..Tally::default() }
    }

    /// The result of a target whose tools are missing: skipped, or failed where all tools are required.
    pub fn lacking(target: &str, why: &str, tools_required: bool) -> Tally {
        if !tools_required {
            return Tally::skip(target, why);
        }
        Tally { failed: vec![format!("{target} ({why})")], ..Tally::default() }
    }

    /// Puts the target's name before those of the tests.
    pub fn say_where(&mut self, target: &str) {
        for name in self.failed.iter_mut().chain(&mut self.skipped) {
            name.insert_str(0, &format!("{target}: "));
        }
    }
}

/// The closing line.
impl Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed.len(), self.skipped.len())
    }
}

/// Reads what `cargo test` prints: stable Rust's test programs have no output for machines, and cargo-nextest,
/// which has, would be one more program to install.
pub fn from_cargo(lines: &[String]) -> Tally {
    let mut tally = Tally::default();
    for line in lines {
        let Some((name, result)) = line.strip_prefix("test ").and_then(|l| l.rsplit_once(" ... ")) else {
            continue;
        };
        match result {
            "ok" => tally.passed += 1,
            "FAILED" => tally.failed.push(name.to_string()),
            ignored => tally.skipped.push(format!("{name} ({ignored})")),
        }
    }
    tally
}

/// Reads what MicroPython's run-tests.py prints, one line a test: v1.22 to
/// v1.28 agree on these, and on little else.
pub fn from_run_tests(lines: &[String]) -> Tally {
    let mut tally = Tally::default();
    for (result, name) in run_tests_results(lines) {
        match result {
            "pass" => tally.passed += 1,
            "FAIL" => tally.failed.push(name),
            "skip" => tally.skipped.push(format!("{name} (not for this build)")),
            _ => tally.skipped.push(format!("{name} (too large for this target)")),
        }
    }
    tally
}

/// The scripts that run-tests.py has told the results of.
pub fn reported(lines: &[String]) -> Vec<String> {
    run_tests_results(lines).into_iter().map(|(_, name)| name).collect()
}

/// run-tests.py's words for results, with the scripts' names.
fn run_tests_results(lines: &[String]) -> Vec<(&str, String)> {
    let mut results = Vec::new();
    // Tests run side by side, and two of their lines may come out as one.
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        for (at, word) in words.iter().enumerate() {
            if ["pass", "FAIL", "skip", "lrge"].contains(word) {
                let file = words[at + 1..].iter().find(|word| word.ends_with(".py")).unwrap_or(&"?");
                results.push((*word, file.rsplit('/').next().unwrap_or(file).to_string()));
            }
        }
    }
    results
}

/// Reads the results that pytest writes with `--junit-xml`, in the `xunit1` family, which names files.
pub fn from_pytest(xml: &str) -> Result<Tally> {
    let root = format!("{}/", paths::root().display());
    from_junit(xml, test_name, |case, skipped| match skipped.attribute("type") {
        Some("pytest.xfail") => format!("{} (known to fail)", test_name(case)),
        // "FILE:LINE: reason", with a whole path
        _ => skipped.text().map_or_else(|| test_name(case), |text| text.replace(&root, "")),
    })
}

/// Reads the results that node's test runner writes as JUnit does.
pub fn from_node(xml: &str) -> Result<Tally> {
    let name = |case: Node| case.attribute("name").unwrap_or("?").to_string();
    from_junit(xml, name, |case, skipped| {
        format!("{} ({})", name(case), skipped.attribute("message").unwrap_or("no reason"))
    })
}

/// Reads results in JUnit's form; `name` is what a test case is called, and `skipped` says that of one that was skipped,
/// with the reason.
fn from_junit(
    xml: &str,
    name: impl Fn(Node) -> String,
    skipped: impl Fn(Node, Node) -> String,
) -> Result<Tally> {
    let document = Document::parse(xml).context("the results are no XML")?;
    let mut tally = Tally::default();
    for case in document.descendants().filter(|node| node.has_tag_name("testcase")) {
        let child = |names: &[&str]| case.children().find(|child| names.contains(&child.tag_name().name()));
        if child(&["failure", "error"]).is_some() {
            tally.failed.push(name(case));
        } else if let Some(skip) = child(&["skipped"]) {
            tally.skipped.push(skipped(case, skip));
        } else {
            tally.passed += 1;
        }
    }
    Ok(tally)
}

/// `FILE::TEST`; a file that pytest could not load is a test case by its own name.
fn test_name(case: Node) -> String {
    let (name, file) = (case.attribute("name").unwrap_or("?"), case.attribute("file").unwrap_or("?"));
    format!("{file}::{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_string).collect()
    }

    #[test]
    fn missing_tools_fail_where_they_are_required() {
        let (skipped, failed) = (Tally::lacking("t", "why", false), Tally::lacking("t", "why", true));
        assert_eq!((skipped.failed.len(), skipped.skipped), (0, vec!["t (why)".to_string()]));
        assert_eq!((failed.skipped.len(), failed.failed), (0, vec!["t (why)".to_string()]));
    }

    #[test]
    fn counts_cargo_tests() {
        let tally = from_cargo(&lines(
            "running 3 tests\ntest a::b ... ok\ntest a::c ... FAILED\ntest d ... ignored, slow\n\ntest result: FAILED. 1 passed",
        ));
        assert_eq!(tally.passed, 1);
        assert_eq!(tally.failed, ["a::c"]);
        assert_eq!(tally.skipped, ["d (ignored, slow)"]);
    }

    #[test]
    fn counts_script_tests() {
        let tally = from_run_tests(&lines(
            "platform=linux arch=x64\npass  /t/scripts/a.py\nFAIL  ../b.py (crashed)\nskip  c.py\nlrge  d.py\n4 tests performed",
        ));
        assert_eq!(tally.passed, 1);
        assert_eq!(tally.failed, ["b.py"]);
        assert_eq!(tally.skipped, ["c.py (not for this build)", "d.py (too large for this target)"]);
    }

    #[test]
    fn knows_the_scripts_that_have_run() {
        let text = "platform=qemu\npass  /t/scripts/a.py\nskip  b.py\nFAIL  c.py\nnext d.py";
        assert_eq!(reported(&lines(text)), ["a.py", "b.py", "c.py"]);
    }

    #[test]
    fn counts_script_tests_whose_lines_ran_together() {
        let tally =
            from_run_tests(&lines("pass  FAIL  /t/scripts/a.py /t/scripts/b.py\npass  c.py pass  d.py"));
        assert_eq!(tally.passed, 3);
        assert_eq!(tally.failed.len(), 1);
    }

    #[test]
    fn counts_pytest_tests() {
        let case = |name: &str, child: &str| {
            format!("<testcase classname='t' name='{name}' file='t/test_a.py' line='1'>{child}</testcase>")
        };
        let cases = [
            case("one", ""),
            case("two[&lt;1&gt;]", "<failure message='assert 1 == 2'>t/test_a.py:4: in two</failure>"),
            case("three", "<error message='failed on teardown'>ValueError</error>"),
            case("four", "<skipped type='pytest.skip' message='no board'>/t/test_a.py:5: no board</skipped>"),
            case("five", "<skipped type='pytest.xfail' message=''/>"),
        ];
        let xml = format!("<testsuites><testsuite>{}</testsuite></testsuites>", cases.concat());
        let tally = from_pytest(&xml).unwrap();
        assert_eq!(tally.passed, 1);
        assert_eq!(tally.failed, ["t/test_a.py::two[<1>]", "t/test_a.py::three"]);
        assert_eq!(tally.skipped, ["/t/test_a.py:5: no board", "t/test_a.py::five (known to fail)"]);
        assert!(from_pytest("2 failed, 1 passed").is_err());
    }

    #[test]
    fn counts_tests_of_node() {
        let cases = "<testcase name='one' time='0.1' classname='test'/>\
            <testcase name='two' classname='test'><failure type='testCodeFailure' message='no'>no</failure></testcase>\
            <testcase name='three' classname='test'><skipped type='skipped' message='no browser'/></testcase>";
        let xml = format!("<testsuites><testsuite name='s'>{cases}</testsuite><!-- tests 3 --></testsuites>");
        let tally = from_node(&xml).unwrap();
        assert_eq!(tally.passed, 1);
        assert_eq!(tally.failed, ["two"]);
        assert_eq!(tally.skipped, ["three (no browser)"]);
        assert!(from_node("tests 3").is_err());
    }
}
