//! Members whose names are alike are told apart by their codes.

use foldhash::{HashMap, HashMapExt as _};

use crate::data::Member;

/// Gives members of one name their codes behind it: of `Parts, nes` there are dozens in a list of products.
pub(super) fn tell_apart(members: &mut [Member]) {
    let mut times: HashMap<&str, usize> = HashMap::with_capacity(members.len());
    for member in members.iter() {
        *times.entry(member.label.as_str()).or_default() += 1;
    }
    let is_shared = |member: &Member| times.get(member.label.as_str()).is_some_and(|times| *times > 1);
    let shared: Vec<bool> = members
        .iter()
        .map(|member| is_shared(member) && !member.code.is_empty() && member.code != member.label)
        .collect();
    for (member, _) in members.iter_mut().zip(shared).filter(|(_, shared)| *shared) {
        member.label = format!("{} ({})", member.label, member.code);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_several_have_get_their_codes() {
        let member = |code: &str, label: &str| Member { code: code.into(), label: label.into(), ..Member::default() };
        let mut members =
            vec![member("8409.91", "Parts, nes"), member("8409.99", "Parts, nes"), member("1001", "Wheat")];
        tell_apart(&mut members);
        let labels: Vec<&str> = members.iter().map(|member| member.label.as_str()).collect();
        assert_eq!(labels, ["Parts, nes (8409.91)", "Parts, nes (8409.99)", "Wheat"]);
    }
}
