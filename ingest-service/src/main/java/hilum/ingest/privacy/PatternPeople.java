package hilum.ingest.privacy;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * People whom no field names but the wording does: behind a title, before a credential, in lines
 * such as "dictated by" and "discussed with", behind a relative. Immutable.
 */
final class PatternPeople {
    private static final int LONGEST_NAME = 4;
    private static final int MOST_NAMES = 5;
    private static final int MOST_ROLES = 5;

    /** "Dictated by", "discussed with", "called to": a person follows, unless a known word does. */
    private static final Pattern SPOKEN =
            Pattern.compile(
                    "(?i)\\b(?:(?:dictated|transcribed|signed|read|review|reviewed|interpreted|verified|approved|finali[sz]ed|typed"
                            + "|authenticated|attested|requested|ordered|referred|performed|supervised|reported|prepared|edited"
                            + "|entered|seen|examined|confirmed|acknowledged|received|obtained|placed|assisted|read back)[\\s~]{1,3}by"
                            + "|(?:discussed|discussion|reviewed|spoke|spoken|communicated|conversation|conferred|consulted|shared)[\\s~]{1,3}with"
                            + "|(?:communicated|called|reported|conveyed|relayed|telephoned|phoned|paged|given|told|faxed|sent|attention)[\\s~]{1,3}to"
                            + "|notified|informed|paged|contacted|telephoned|told|attn|as per|per|c/o|cc)\\b(?<colon>[\\s~]{0,2}:)?");

    /** "Technologist: …": what follows the colon is a person, in whatever case. */
    private static final Pattern LABEL =
            Pattern.compile(
                    "(?i)\\b(?:technologist|technician|tech|radiologist|attending(?: physician| radiologist| md)?|resident|fellow"
                            + "|physician|(?:referring|ordering|requesting|consulting|primary care|attending) (?:physician|provider|doctor|md|dr)"
                            + "|provider|pcp|(?:patient(?:'s)? |pt |last |first |family |full )?name|dictator|interpreter|transcriptionist|transcriber"
                            + "|sonographer|radiographer|nurse|(?:tech |typist |transcriptionist |physician )?initials|reader|author|signature|signed|next of kin|nok|emergency contact|interpreting radiologist)"
                            + "[\\s~]{0,2}(?<colon>:)");

    private static final Pattern PATIENT =
            Pattern.compile("(?i)\\b(?:patient|pt)\\b[\\s~]{0,2}(?<colon>:)");

    private static final Pattern NAMING =
            Pattern.compile("(?i)\\bname[\\s~](?:is|was)\\b(?<colon>:)?|(?<![\\w/])/s/(?![\\w/])");

    /** "… is a 72-year-old": who stands before it. */
    private static final Pattern AGED =
            Pattern.compile(
                    "(?:,?[\\s~](?:is|was)|,)[\\s~]an?[\\s~]\\d{1,3}[\\s~-]?(?i:years?|yrs?|y\\.?/?o|months?|weeks?|days?)");

    private static final Pattern ANY_CREDENTIAL =
            Pattern.compile("(?<![A-Za-z.])" + NameContext.CREDENTIAL);

    private static final Set<String> PARTICLES =
            Set.of(
                    "VAN", "VON", "DER", "DEN", "DE", "DEL", "DELLA", "DI", "DA", "DOS", "LA", "AL",
                    "EL", "BIN", "IBN", "TER");
    private static final Set<String> ARTICLES = Set.of("THE", "HIS", "HER", "OUR", "ON", "CALL");
    private static final Set<String> NO_NAMES =
            Set.of(
                    "THE",
                    "BY",
                    "WITH",
                    "AND",
                    "FOR",
                    "OF",
                    "TO",
                    "IN",
                    "ON",
                    "AT",
                    "PER",
                    "NO",
                    "IS",
                    "WAS",
                    "OR",
                    "FROM",
                    "THIS",
                    "NOTE",
                    "DATE",
                    "TIME",
                    "FINDINGS",
                    "IMPRESSION",
                    "ADDENDUM",
                    "REPORT",
                    "FINAL",
                    "PRELIMINARY",
                    "NULL",
                    "ELECTRONICALLY",
                    "DICTATED",
                    "SIGNED",
                    "REVIEWED",
                    "INTERPRETED",
                    "TRANSCRIBED",
                    "EXAMINATION");

    private final KnownWords known;

    PatternPeople(KnownWords known) {
        this.known = known;
    }

    void find(Prose prose, Removals removals) {
        for (int i = 0; i < prose.words().size(); i++) {
            if (NameContext.title(prose, i) && NameContext.close(prose.gap(i))) {
                titled(prose, i, removals);
            } else if (NameContext.address(prose.word(i))
                    && prose.has(i + 1)
                    && prose.gap(i).isBlank()
                    && prose.word(i + 1).proper()
                    && unknown(prose.word(i + 1))) {
                name(prose, i + 1, removals, false);
            } else if (NameContext.relative(prose.word(i))
                    || prose.word(i).folded().equals("PATIENT")) {
                related(prose, i, removals);
            }
        }
        credentialled(prose, removals);
        follow(SPOKEN, prose, removals);
        follow(LABEL, prose, removals);
        follow(PATIENT, prose, removals);
        follow(NAMING, prose, removals);
        aged(prose, removals);
    }

    private void aged(Prose prose, Removals removals) {
        Matcher aged = AGED.matcher(prose.text());
        while (aged.find()) {
            int last = prose.from(aged.start()) - 1;
            if (prose.has(last)
                    && prose.word(last).end() == aged.start()
                    && prose.word(last).nameCase()
                    && unknown(prose.word(last))) {
                before(prose, last, removals);
            }
        }
    }

    private void titled(Prose prose, int title, Removals removals) {
        int first = title + 1;
        if (!prose.has(first)) {
            return;
        }
        Word word = prose.word(first);
        boolean sure = prose.gap(title).startsWith(".") || prose.word(title).proper();
        boolean name =
                word.initial() || particle(prose, first)
                        ? prose.beside(first)
                        : sure && word.nameCase()
                                ? !NO_NAMES.contains(word.folded()) && !word.mask()
                                : unknown(word);
        if (!name) {
            return;
        }
        int next = name(prose, first, removals, false);
        if (prose.word(title).folded().equals("DRS")) {
            others(prose, next, removals);
        }
    }

    /** "de la Cruz", "van Gogh": small words before a name. */
    private static boolean particle(Prose prose, int index) {
        return PARTICLES.contains(prose.word(index).folded())
                && prose.has(index + 1)
                && (prose.word(index + 1).nameCase()
                        || PARTICLES.contains(prose.word(index + 1).folded()));
    }

    private void related(Prose prose, int relative, Removals removals) {
        int first = relative + 1;
        boolean patient = prose.word(relative).folded().equals("PATIENT");
        if (prose.has(first)
                && prose.word(first).proper()
                && unknown(prose.word(first))
                && (patient
                        ? prose.gap(relative).isBlank()
                        : prose.gap(relative).matches("(?:'s|’s)?,?[\\s~]{1,2}"))) {
            name(prose, first, removals, false);
        }
    }

    private boolean unknown(Word word) {
        return !word.mask()
                && !known.has(word.folded())
                && !NO_NAMES.contains(word.folded())
                && !NameContext.role(word);
    }

    /** Masks what follows each place that the pattern finds. */
    private void follow(Pattern pattern, Prose prose, Removals removals) {
        Matcher lead = pattern.matcher(prose.text());
        while (lead.find()) {
            boolean colon = lead.group("colon") != null;
            int index = prose.from(lead.end());
            int at = lead.end();
            for (int skipped = 0;
                    skipped < MOST_ROLES && prose.has(index) && introduces(prose, index);
                    skipped++) {
                if (!near(prose.text(), at, prose.word(index).start())) {
                    break;
                }
                at = prose.word(index).end();
                index++;
            }
            if (prose.has(index) && near(prose.text(), at, prose.word(index).start())) {
                start(prose, index, colon, removals);
            }
        }
    }

    private static boolean introduces(Prose prose, int index) {
        Word word = prose.word(index);
        return ARTICLES.contains(word.folded())
                || NameContext.role(word)
                || NameContext.title(prose, index);
    }

    private static boolean near(String text, int from, int to) {
        if (to < from || to - from > 5) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c) && ":,.~-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private void start(Prose prose, int first, boolean colon, Removals removals) {
        Word word = prose.word(first);
        boolean unknown = unknown(word);
        boolean longer = prose.beside(first) && continues(prose, first + 1);
        boolean name =
                word.proper()
                        ? unknown
                                || (!NO_NAMES.contains(word.folded())
                                        && !NameContext.role(word)
                                        && (longer
                                                || NameContext.credentialled(prose, first)
                                                || (colon && last(prose, first))))
                        : word.upper()
                                ? unknown || (colon && !word.mask() && longer)
                                : word.initial()
                                        ? longer
                                        : colon
                                                && unknown
                                                && (word.folded().length() > 2
                                                        || last(prose, first));
        if (name) {
            others(prose, name(prose, first, removals, colon), removals);
        }
    }

    private static boolean last(Prose prose, int index) {
        int end = prose.word(index).end();
        return end == prose.text().length() || "\n~;".indexOf(prose.text().charAt(end)) >= 0;
    }

    /** Whether a word reads as a further part of a name. */
    private boolean continues(Prose prose, int index) {
        Word word = prose.word(index);
        return NameContext.initial(prose, index)
                || (word.nameCase() && unknown(word))
                || (word.proper()
                        && !NO_NAMES.contains(word.folded())
                        && NameContext.credentialled(prose, index));
    }

    /** Further names: "Smith and Jones", "Smith/Jones". */
    private void others(Prose prose, int from, Removals removals) {
        int next = from;
        for (int names = 1; names < MOST_NAMES && prose.has(next); names++) {
            String gap = prose.gap(next - 1);
            boolean joined = gap.matches("[\\s~]?[/&+;][\\s~]?");
            if (!joined
                    && prose.word(next).folded().equals("AND")
                    && gap.isBlank()
                    && prose.has(next + 1)
                    && prose.gap(next).isBlank()) {
                next++;
                joined = true;
            }
            boolean name =
                    prose.word(next).initial()
                            ? prose.beside(next) && continues(prose, next + 1)
                            : prose.word(next).nameCase() && unknown(prose.word(next));
            if (!joined || !name) {
                return;
            }
            next = name(prose, next, removals, false);
        }
    }

    /** Masks a name that begins at a word; answers the word behind it. */
    private int name(Prose prose, int first, Removals removals, boolean small) {
        mask(prose, first, removals);
        int index = first + 1;
        boolean comma = false;
        while (index - first < LONGEST_NAME && prose.beside(index - 1) && prose.has(index)) {
            Word word = prose.word(index);
            String gap = prose.gap(index - 1);
            boolean parted = gap.indexOf(',') >= 0;
            boolean wrapped = gap.indexOf('\n') >= 0 || gap.indexOf('~') >= 0;
            if (removals.keeps(word)
                    || word.mask()
                    || NO_NAMES.contains(word.folded())
                    || NameContext.role(word)) {
                break;
            }
            boolean particle = particle(prose, index) && !parted;
            boolean part =
                    NameContext.initial(prose, index)
                            || particle
                            || (word.proper()
                                    && (unknown(word)
                                            || (!parted && !wrapped && heading(prose, index))))
                            || (word.upper() && unknown(word))
                            || (small && !parted && !wrapped && unknown(word));
            if (!part || (parted && (comma || !givenName(prose, index)))) {
                break;
            }
            comma |= parted;
            mask(prose, index, removals);
            index++;
        }
        return index;
    }

    /** A known word with a capital beside a name is one more part of it, but no heading. */
    private static boolean heading(Prose prose, int index) {
        int end = prose.word(index).end();
        return end == prose.text().length() || prose.text().charAt(end) != ':';
    }

    /** Behind a comma only a given name that is itself followed by an end: "Wright, Jessica M." */
    private boolean givenName(Prose prose, int index) {
        Word word = prose.word(index);
        if (!NameContext.initial(prose, index) && !(word.nameCase() && unknown(word))) {
            return false;
        }
        return !NameContext.credentialled(prose, index - 1);
    }

    private static void mask(Prose prose, int index, Removals removals) {
        if (prose.word(index).initial() || prose.word(index).folded().equals("ST")) {
            NameContext.maskInitial(prose, index, removals);
        } else {
            removals.mask(prose.word(index));
        }
    }

    private void credentialled(Prose prose, Removals removals) {
        Matcher credential = ANY_CREDENTIAL.matcher(prose.text());
        while (credential.find()) {
            int last = prose.from(credential.start()) - 1;
            while (prose.has(last)
                    && NameContext.role(prose.word(last))
                    && near(prose.text(), prose.word(last).end(), credential.start())) {
                last--;
            }
            if (prose.has(last)
                    && near(
                            prose.text(),
                            prose.word(last).end(),
                            roleStart(prose, last, credential.start()))) {
                before(prose, last, removals);
            }
        }
    }

    private static int roleStart(Prose prose, int last, int credential) {
        return prose.has(last + 1) && prose.word(last + 1).start() < credential
                ? prose.word(last + 1).start()
                : credential;
    }

    /** Masks a name that ends at a word. */
    private void before(Prose prose, int last, Removals removals) {
        int first = last + 1;
        boolean comma = false;
        for (int i = last; i > last - LONGEST_NAME && prose.has(i); i--) {
            Word word = prose.word(i);
            String gap = i == last ? "" : prose.gap(i);
            boolean parted = gap.indexOf(',') >= 0;
            if ((i < last && !prose.beside(i))
                    || word.mask()
                    || removals.keeps(word)
                    || NO_NAMES.contains(word.folded())
                    || NameContext.title(prose, i)
                    || NameContext.credential(prose, i)
                    || (word.initial() && prose.has(i - 1) && NameContext.credential(prose, i - 1))
                    || (word.initial() && parted)
                    || NameContext.role(word)) {
                break;
            }
            boolean knownWord = known.has(word.folded());
            boolean lineStart =
                    i == 0
                            || prose.text()
                                    .substring(prose.word(i - 1).end(), word.start())
                                    .matches("(?s).*[\\n~:].*");
            boolean part =
                    word.initial()
                            || (word.proper()
                                    && (!knownWord
                                            || i < last && !parted && gap.indexOf('\n') < 0
                                            || i == last && (lineStart || continuesBack(prose, i))))
                            || (word.upper()
                                    && (!knownWord
                                            || lineStart
                                            || (i == last
                                                    && word.shouted()
                                                    && continuesBack(prose, i))))
                            || (PARTICLES.contains(word.folded()) && i < last);
            if (!part || (parted && (comma || knownWord && !lineStart))) {
                break;
            }
            comma |= parted;
            first = i;
        }
        boolean onlyInitials = true;
        for (int i = first; i <= last; i++) {
            onlyInitials &= prose.word(i).initial();
        }
        for (int i = first; i <= last && !onlyInitials; i++) {
            mask(prose, i, removals);
        }
    }

    private boolean continuesBack(Prose prose, int index) {
        return prose.has(index - 1)
                && prose.beside(index - 1)
                && (prose.word(index - 1).proper()
                        ? !NO_NAMES.contains(prose.word(index - 1).folded())
                        : prose.word(index - 1).upper() && unknown(prose.word(index - 1)));
    }
}
