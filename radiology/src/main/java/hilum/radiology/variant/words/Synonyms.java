package hilum.radiology.variant.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Wordings that say the same, from {@code synonyms.txt}; its head says how a row is written.
 * Immutable.
 */
public final class Synonyms {

    private record Form(Pattern pattern, List<String> others) {}

    private final Map<String, List<String>> words = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final List<Form> forms = new ArrayList<>();
    private final Pattern pattern;

    /** By {@code synonyms.txt}. */
    public Synonyms() {
        for (var line : ResourceLines.of("synonyms.txt")) {
            int arrow = line.indexOf(" => ");
            if (arrow < 0) {
                throw new IllegalStateException(
                        "synonyms.txt has \"%s\": give words => other; other.".formatted(line));
            }
            var from = line.substring(0, arrow);
            var others =
                    Arrays.stream(line.substring(arrow + 4).split(";")).map(String::strip).toList();
            if (from.startsWith("^")) {
                forms.add(new Form(Pattern.compile(from, Pattern.CASE_INSENSITIVE), others));
            } else {
                words.put(from.toLowerCase(Locale.ROOT), others);
                if (Character.isUpperCase(from.charAt(0))) {
                    names.add(from.toLowerCase(Locale.ROOT));
                }
            }
        }
        pattern =
                Pattern.compile(
                        words.keySet().stream()
                                .sorted(
                                        Comparator.comparingInt(String::length)
                                                .reversed()
                                                .thenComparing(Comparator.naturalOrder()))
                                .map(w -> Pattern.quote(w).replace(" ", "\\E\\s+\\Q"))
                                .collect(
                                        Collectors.joining(
                                                "|", "(?i)(?<![\\w-])(?:", ")(?![\\w-])")));
    }

    /** The sentence with words exchanged wherever there are others. */
    public String exchanged(String sentence, RandomGenerator random) {
        return English.sentence(
                pattern.matcher(sentence)
                        .replaceAll(
                                match -> {
                                    var found = match.group();
                                    var key =
                                            found.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
                                    var other = FalseSentences.pick(words.get(key), random);
                                    return Matcher.quoteReplacement(
                                            names.contains(key)
                                                    ? other
                                                    : English.cased(other, found));
                                }));
    }

    /** The sentence in another form; empty where there is none for it. */
    public Optional<String> recast(String sentence, RandomGenerator random) {
        var text = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        var fitting =
                forms.stream().filter(form -> form.pattern().matcher(text).matches()).toList();
        if (fitting.isEmpty()) {
            return Optional.empty();
        }
        var form = fitting.getFirst();
        var other = FalseSentences.pick(form.others(), random);
        var matcher = form.pattern().matcher(text);
        var written = new StringBuilder();
        if (!matcher.matches()) {
            return Optional.empty();
        }
        for (int i = 0; i < other.length(); i++) {
            char c = other.charAt(i);
            if (c == '$') {
                var group = matcher.group(other.charAt(++i) - '0');
                written.append(written.isEmpty() ? group : English.inner(group));
            } else {
                written.append(c);
            }
        }
        return Optional.of(English.agreed(English.sentence(written.toString())));
    }
}
