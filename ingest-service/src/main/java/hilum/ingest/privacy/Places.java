package hilum.ingest.privacy;

import hilum.ingest.privacy.prose.KnownWords;
import hilum.ingest.privacy.prose.Prose;
import hilum.ingest.privacy.prose.Removals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses and institutions: those that the message names, with or without the word that says what
 * they are, and by their form streets with a number and names before "Hospital" or "Clinic". A
 * place that is only a common word ("Emergency Department") stays. Immutable.
 */
final class Places {
    private static final int SHORTEST = 3;
    private static final Pattern COMPONENT = Pattern.compile("[,^;\\n&]+");
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{M}]+|\\d+");
    private static final Set<String> KINDS =
            Set.of(
                    ("HOSPITAL HOSP CENTER CENTRE CLINIC MEDICAL MED HEALTH SYSTEM GENERAL "
                                    + "REGIONAL UNIVERSITY COMMUNITY MEMORIAL STREET ST AVENUE AVE ROAD RD "
                                    + "DRIVE DR LANE LN BOULEVARD BLVD COURT CT PLACE PL COUNTY CITY TOWN USA "
                                    + "US DEPARTMENT DEPT UNIT WARD ROOM BED FLOOR RADIOLOGY RAD IMAGING "
                                    + "INSTITUTE OF THE AND COLLEGE SCHOOL BUILDING")
                            .split(" "));
    private static final Set<String> PUBLIC =
            Set.of(
                    ("STREET ST AVENUE AVE ROAD RD DRIVE LANE BOULEVARD BLVD HOSPITAL HOSP "
                                    + "CLINIC")
                            .split(" "));
    private static final Map<String, String> SHORT =
            Map.of(
                    "STREET",
                    "ST",
                    "AVENUE",
                    "AVE",
                    "ROAD",
                    "RD",
                    "DRIVE",
                    "DR",
                    "LANE",
                    "LN",
                    "BOULEVARD",
                    "BLVD",
                    "HOSPITAL",
                    "HOSP",
                    "SAINT",
                    "ST",
                    "COURT",
                    "CT",
                    "MOUNT",
                    "MT");

    private static final Pattern STREET =
            Pattern.compile(
                    "(?<![\\w./-])\\d{1,6}[A-Za-z]?\\s(?:(?:N|S|E|W|North|South|East|West|NE|NW|SE|SW)\\.?\\s)?(?:\\d{1,3}(?:st|nd|rd|th)|[A-Z][A-Za-z'’-]{1,20}(?:\\s[A-Z][A-Za-z'’-]{1,20}){0,2})\\s(?:Street|St\\b\\.?|Avenue|Ave\\b\\.?|Road|Rd\\b\\.?|Boulevard|Blvd\\b\\.?|Drive|Dr\\b\\.?|Lane|Ln\\b\\.?|Court|Ct\\b\\.?|Place|Pl\\b\\.?|Way|Terrace|Parkway|Pkwy\\b|Highway|Hwy\\b|Circle|STREET|AVENUE|ROAD|BOULEVARD|AVE\\b|BLVD\\b)(?:,?\\s(?:Apt|Suite|Ste|Unit|#)\\.?\\s?\\w{1,6})?(?:,?[\\s~][A-Z][a-z]{1,20}+(?:\\s[A-Z][a-z]{1,20}+){0,2},?\\s[A-Z]{2}(?:\\s\\d{5}(?:-\\d{4})?)?)?(?![A-Za-z])");
    private static final Pattern BOX = Pattern.compile("(?i)\\bP\\.?\\s?O\\.?\\sbox\\s\\d{1,6}\\b");
    private static final Pattern CODED =
            Pattern.compile(
                    "(?<![A-Za-z])(?:[A-Z][A-Za-z'’.-]{1,20}+\\s){0,2}[A-Z][A-Za-z'’.-]{1,20}+,\\s[A-Z]{2},?\\s\\d{5}(?:-\\d{4})?(?!\\w)");
    private static final Pattern INSTITUTION =
            Pattern.compile(
                    "(?<![A-Za-z'’-])(?<name>(?:[A-Z][A-Za-z'’-]{1,20}\\.?\\s(?:of\\s)?){1,4})(?:Hospital|Medical Center|Medical Centre|Clinic|Health System|Healthcare|Infirmary|HOSPITAL|MEDICAL CENTER|CLINIC|Medical Group|Imaging Center|Nursing Home|Hospice)\\b");

    /** A sequence of words and numbers, folded. */
    private record Token(int start, int end, String folded) {}

    private final Map<String, List<List<String>>> named = new HashMap<>();
    private final KnownWords known;

    Places(Set<String> places, KnownWords known) {
        this.known = known;
        for (String place : places) {
            for (String component : COMPONENT.split(place)) {
                List<String> tokens = tokens(component).stream().map(Token::folded).toList();
                if (identifies(tokens)) {
                    add(tokens);
                    bare(tokens);
                }
            }
        }
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            String written = token.group();
            String folded = Character.isDigit(written.charAt(0)) ? written : Prose.fold(written);
            tokens.add(new Token(token.start(), token.end(), SHORT.getOrDefault(folded, folded)));
        }
        return tokens;
    }

    private void add(List<String> tokens) {
        named.computeIfAbsent(tokens.getFirst(), first -> new ArrayList<>()).add(tokens);
    }

    /** The same place without the word that says what it is, and a street without its number. */
    private void bare(List<String> tokens) {
        int end = tokens.size();
        while (end > 0
                && (KINDS.contains(tokens.get(end - 1))
                        || end > 1 && number(tokens.get(end - 1)))) {
            end--;
        }
        int start = 0;
        while (start < end && (number(tokens.get(start)) || KINDS.contains(tokens.get(start)))) {
            start++;
        }
        if (end > start && tokens.subList(start, end).stream().anyMatch(this::own)) {
            add(tokens.subList(start, end));
        } else if (start > 0 && tokens.size() - start > 1 && PUBLIC.contains(tokens.getLast())) {
            add(tokens.subList(start, tokens.size()));
        }
    }

    private static boolean number(String token) {
        return Character.isDigit(token.charAt(0));
    }

    private boolean own(String token) {
        return !number(token)
                && token.length() >= SHORTEST
                && !KINDS.contains(token)
                && !known.has(token);
    }

    private boolean identifies(List<String> tokens) {
        if (tokens.isEmpty() || tokens.size() > 12) {
            return false;
        }
        boolean digits = tokens.stream().anyMatch(Places::number);
        return tokens.stream().anyMatch(this::own)
                || (digits
                        && tokens.size() > 1
                        && tokens.stream().anyMatch(t -> !number(t) && t.length() > 1))
                || (digits && tokens.getFirst().length() >= 5)
                || (tokens.size() > 1 && PUBLIC.contains(tokens.getLast()));
    }

    void find(Prose prose, Removals removals) {
        String text = prose.text();
        if (!named.isEmpty()) {
            named(text, removals);
        }
        mask(STREET, text, removals);
        mask(BOX, text, removals);
        mask(CODED, text, removals);
        Matcher institution = INSTITUTION.matcher(text);
        while (institution.find()) {
            institution(prose, institution, removals);
        }
    }

    private static void mask(Pattern pattern, String text, Removals removals) {
        Matcher place = pattern.matcher(text);
        while (place.find()) {
            removals.mask(place.start(), place.end());
        }
    }

    /** The words from the first that is no common one; "Outside Hospital" has none. */
    private void institution(Prose prose, Matcher institution, Removals removals) {
        int end = institution.end("name");
        for (int i = prose.from(institution.start());
                prose.has(i) && prose.word(i).start() < end;
                i++) {
            String folded = prose.word(i).folded();
            if (!folded.equals("OF")
                            && (folded.equals("ST") || !known.has(folded))
                            && !KINDS.contains(folded)
                    || folded.equals("ST")) {
                int last = end;
                while (last > prose.word(i).end()
                        && !Character.isLetter(prose.text().charAt(last - 1))) {
                    last--;
                }
                removals.mask(prose.word(i).start(), last);
                return;
            }
        }
    }

    private void named(String text, Removals removals) {
        List<Token> tokens = tokens(text);
        for (int i = 0; i < tokens.size(); i++) {
            for (List<String> place : named.getOrDefault(tokens.get(i).folded(), List.of())) {
                int last = i + place.size() - 1;
                if (last < tokens.size() && stands(place, tokens, i, text)) {
                    removals.mask(tokens.get(i).start(), tokens.get(last).end());
                }
            }
        }
    }

    private static boolean stands(List<String> place, List<Token> tokens, int first, String text) {
        for (int i = 0; i < place.size(); i++) {
            Token token = tokens.get(first + i);
            if (!token.folded().equals(place.get(i))
                    || (i > 0 && !near(text, tokens.get(first + i - 1).end(), token.start()))) {
                return false;
            }
        }
        return place.size() > 1 || whole(place.getFirst(), tokens.get(first), text);
    }

    private static boolean near(String text, int from, int to) {
        return to - from <= 4
                && text.substring(from, to)
                        .chars()
                        .allMatch(c -> Character.isWhitespace(c) || ",.-_#/'’".indexOf(c) >= 0);
    }

    /** A single token: not a piece of a longer sign; a short code only in capitals. */
    private static boolean whole(String place, Token token, String text) {
        boolean left =
                token.start() > 0 && Character.isLetterOrDigit(text.charAt(token.start() - 1));
        boolean right =
                token.end() < text.length() && Character.isLetterOrDigit(text.charAt(token.end()));
        boolean small = Character.isLowerCase(text.charAt(token.start()));
        return !left && !right && !(small && place.length() <= SHORTEST + 1);
    }
}
