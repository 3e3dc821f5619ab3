package hilum.ingest.privacy.people;

import hilum.ingest.privacy.prose.KnownWords;
import hilum.ingest.privacy.prose.Prose;
import hilum.ingest.privacy.prose.Removals;
import hilum.ingest.privacy.prose.Word;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * People whom no field names but the wording does: behind a title, before a credential, in lines
 * such as "dictated by" and "discussed with", behind a relative. Immutable.
 */
public final class PatternPeople {
    private static final int MOST_ROLES = 5;

    /** "Dictated by", "discussed with", "called to": a person follows, unless a known word does. */
    private static final Pattern SPOKEN =
            Pattern.compile(
                    "(?i)\\b(?:(?:dictated|transcribed|signed|read|over-?read|review|reviewed|interpreted|verified|approved|finali[sz]ed|typed"
                            + "|authenticated|attested|requested|ordered|referred|performed|supervised|reported|prepared|edited"
                            + "|entered|seen|examined|confirmed|acknowledged|received|obtained|placed|assisted|read back)[\\s~]{1,3}by"
                            + "|(?:discussed|discussion|reviewed|spoke|spoken|communicated|conversation|conferred|consulted|shared)"
                            + "(?:[\\s~](?:(?:by|over|via|on)[\\s~](?:the[\\s~])?(?:tele)?phone|in[\\s~]person|directly|verbally|personally))?[\\s~]{1,3}with"
                            + "|(?:communicated|called|reported|conveyed|relayed|telephoned|phoned|paged|given|told|faxed|sent|attention)[\\s~]{1,3}to"
                            + "|notified|informed|paged|contacted|telephoned|told|attn|as per|per|c/o|cc)\\b(?<colon>[\\s~]{0,2}:)?");

    /** "Technologist: …": what follows the colon is a person, in whatever case. */
    private static final Pattern LABEL =
            Pattern.compile(
                    "(?i)\\b(?:technologist|technician|tech|radiologist|attending(?: physician| radiologist| md)?|resident|fellow"
                            + "|physician|(?:referring|ordering|requesting|consulting|primary care|attending) (?:physician|provider|doctor|md|dr)"
                            + "|provider|pcp|(?:patient(?:'s)? |pt |last |first |family |full )?name|dictator|interpreter|transcriptionist|transcriber"
                            + "|sonographer|radiographer|nurse|(?-i:MD|RN|NP)|(?:tech |typist |transcriptionist |physician )?initials|reader|author|signature|ordering|requesting|referring|(?:electronically )?(?:signed|approved|verified|agreed)|next of kin|nok|emergency contact|interpreting radiologist)"
                            + "(?:[\\s~]on(?:[\\s~-]call|[\\s~]duty))?[\\s~]{0,2}(?<colon>:)");

    private static final Pattern PATIENT =
            Pattern.compile("(?i)\\b(?:patient|pt)\\b[\\s~]{0,2}(?<colon>:)");

    private static final Pattern NAMING =
            Pattern.compile(
                    "(?i)\\bname[\\s~](?:is|was)\\b(?<colon>:)?|(?<![\\w/])/e?s/(?![\\w/])"
                            + "|\\bd/w\\b|\\bt/c[\\s~]to\\b|\\b(?:discussed|reviewed|spoke)[\\s~]w/(?=[\\s~])"
                            + "|\\b(?:spoke|spoken|talked)[\\s~]to\\b|\\btalked[\\s~]with\\b|(?<!-)\\bcalled\\b(?![\\s~]to)"
                            + "|\\b(?:signed|sincerely|regards)(?=[\\s~]?,)"
                            + "|\\b(?:by|with|from|to)(?=[\\s~](?-i:[A-Z]\\.[\\s~]?[A-Z][a-z]{2}))");

    /** "… is a 72-year-old", "… (MRN 123", "…, DOB": who stands before it. */
    private static final Pattern INTRODUCED =
            Pattern.compile(
                    "(?:,?[\\s~](?:is|was)|,)[\\s~]an?[\\s~]\\d{1,3}[\\s~-]?(?i:years?|yrs?|y\\.?/?o|months?|weeks?|days?)"
                            + "|(?:,[\\s~]?|[\\s~]\\()(?i:mrn|dob|d\\.o\\.b\\.|date of birth|medical record)(?![A-Za-z])");

    private static final Pattern ANY_CREDENTIAL =
            Pattern.compile("(?<![A-Za-z.])" + NameContext.CREDENTIAL);

    /** Degrees that are other things as well: they need a whole name before them. */
    private static final Pattern DOUBTFUL_CREDENTIAL =
            Pattern.compile("(?<![A-Za-z./-])(?:NP|PA|DO|CRNP|DNP|RRT)\\b(?![/.-]\\w)");

    private static final Set<String> ARTICLES = Set.of("THE", "HIS", "HER", "OUR", "ON", "CALL");

    private final NameReader names;

    public PatternPeople(KnownWords known) {
        this.names = new NameReader(known);
    }

    public void find(Prose prose, Removals removals) {
        for (int i = 0; i < prose.words().size(); i++) {
            if (NameContext.title(prose, i) && NameContext.close(prose.gap(i))) {
                titled(prose, i, removals);
            } else if ((NameContext.address(prose.word(i)) || NameContext.assistant(prose, i))
                    && prose.has(i + 1)
                    && prose.gap(i).isBlank()
                    && prose.word(i + 1).proper()
                    && names.unknown(prose.word(i + 1))) {
                names.mask(prose, i + 1, removals, false);
            } else if (NameContext.relative(prose.word(i))
                    || prose.word(i).folded().equals("PATIENT")) {
                related(prose, i, removals);
            }
        }
        credentialled(prose, removals);
        doubtfullyCredentialled(prose, removals);
        follow(SPOKEN, prose, removals);
        follow(LABEL, prose, removals);
        follow(PATIENT, prose, removals);
        follow(NAMING, prose, removals);
        introduced(prose, removals);
    }

    private void introduced(Prose prose, Removals removals) {
        Matcher introduced = INTRODUCED.matcher(prose.text());
        while (introduced.find()) {
            int last = prose.from(introduced.start()) - 1;
            if (prose.has(last)
                    && prose.word(last).end() == introduced.start()
                    && prose.word(last).nameCase()
                    && names.unknown(prose.word(last))) {
                names.maskBefore(prose, last, removals);
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
                word.initial()
                        ? !NameContext.measures(prose, first)
                        : NameReader.particle(prose, first)
                                ? prose.beside(first)
                                : sure && word.nameCase()
                                        ? !names.never(word) && !word.mask()
                                        : names.unknown(word);
        if (!name) {
            return;
        }
        int next = names.mask(prose, first, removals, false);
        if (prose.word(title).folded().equals("DRS")) {
            names.maskOthers(prose, next, removals);
        }
    }

    private void related(Prose prose, int relative, Removals removals) {
        int first = relative + 1;
        boolean patient = prose.word(relative).folded().equals("PATIENT");
        if (prose.has(first)
                && prose.word(first).proper()
                && names.unknown(prose.word(first))
                && (patient
                        ? prose.gap(relative).isBlank()
                        : prose.gap(relative).matches("(?:'s|’s)?,?[\\s~]{1,2}\\(?"))) {
            names.mask(prose, first, removals, false);
        }
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
        boolean unknown = names.unknown(word);
        boolean longer = prose.beside(first) && names.continues(prose, first + 1);
        boolean name =
                word.proper()
                        ? unknown
                                || (!names.never(word)
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
            names.maskOthers(prose, names.mask(prose, first, removals, colon), removals);
        }
    }

    private static boolean last(Prose prose, int index) {
        int end = prose.word(index).end();
        return end == prose.text().length() || "\n~;".indexOf(prose.text().charAt(end)) >= 0;
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
                    && (near(
                                    prose.text(),
                                    prose.word(last).end(),
                                    roleStart(prose, last, credential.start()))
                            || bracket(prose, last, credential))) {
                names.maskBefore(prose, last, removals);
            }
        }
    }

    private void doubtfullyCredentialled(Prose prose, Removals removals) {
        Matcher credential = DOUBTFUL_CREDENTIAL.matcher(prose.text());
        while (credential.find()) {
            int last = prose.from(credential.start()) - 1;
            if (prose.has(last - 1)
                    && near(prose.text(), prose.word(last).end(), credential.start())
                    && prose.beside(last - 1)
                    && whole(prose.word(last - 1))
                    && whole(prose.word(last))) {
                names.maskBefore(prose, last, removals);
            }
        }
    }

    private boolean whole(Word word) {
        return word.nameCase() && names.unknown(word);
    }

    /** "Ann (RN)". */
    private static boolean bracket(Prose prose, int last, Matcher credential) {
        String text = prose.text();
        int end = credential.end();
        int from = prose.word(last).end();
        return from < credential.start()
                && text.substring(from, credential.start()).matches("[\\s~]\\(")
                && end < text.length()
                && text.charAt(end) == ')';
    }

    private static int roleStart(Prose prose, int last, int credential) {
        return prose.has(last + 1) && prose.word(last + 1).start() < credential
                ? prose.word(last + 1).start()
                : credential;
    }
}
