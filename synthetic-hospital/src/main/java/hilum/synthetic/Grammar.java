package hilum.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Turns a pattern into a sentence: {@code (a|b|)} is a choice and may nest, {@code $word} is looked
 * up. Spaces, capitals and the article "a" before a vowel are put right afterwards.
 */
final class Grammar {
    private static final Pattern ARTICLE = Pattern.compile("\\b([Aa]) (?=[aeiou])");

    private final Chance chance;

    Grammar(Chance chance) {
        this.chance = chance;
    }

    String phrase(String pattern, Map<String, String> words) {
        String chosen = choose(pattern);
        for (Map.Entry<String, String> word : words.entrySet()) {
            chosen = chosen.replace("$" + word.getKey(), choose(word.getValue()));
        }
        String spaced = chosen.replaceAll("\\s+", " ").replaceAll(" ([,.;])", "$1").strip();
        return ARTICLE.matcher(spaced).replaceAll("$1n ");
    }

    String phrase(String pattern) {
        return phrase(pattern, Map.of());
    }

    String sentence(String pattern, Map<String, String> words) {
        return capital(phrase(pattern, words)) + ".";
    }

    String sentence(String pattern) {
        return sentence(pattern, Map.of());
    }

    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private String choose(String pattern) {
        List<String> options = new ArrayList<>(split(pattern));
        StringBuilder chosen = new StringBuilder();
        String option = chance.pick(options);
        int at = 0;
        while (at < option.length()) {
            char c = option.charAt(at);
            if (c == '(') {
                int end = closing(option, at);
                chosen.append(choose(option.substring(at + 1, end)));
                at = end + 1;
            } else {
                chosen.append(c);
                at++;
            }
        }
        return chosen.toString();
    }

    private static List<String> split(String pattern) {
        List<String> options = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < pattern.length(); i++) {
            switch (pattern.charAt(i)) {
                case '(' -> depth++;
                case ')' -> depth--;
                case '|' -> {
                    if (depth == 0) {
                        options.add(pattern.substring(start, i));
                        start = i + 1;
                    }
                }
                default -> {}
            }
        }
        options.add(pattern.substring(start));
        return options;
    }

    private static int closing(String pattern, int open) {
        int depth = 0;
        for (int i = open; i < pattern.length(); i++) {
            depth += pattern.charAt(i) == '(' ? 1 : pattern.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "Phrase pattern \"%s\" opens a choice at %d and never closes it: add a )"
                        .formatted(pattern, open));
    }
}
