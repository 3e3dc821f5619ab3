package hilum.cli.bench.verifier;

import hilum.radiology.Sentence;
import hilum.radiology.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the bench needs of a text: its sentences and its words. */
final class Texts {

    private Texts() {}

    static List<String> sentences(String text) {
        var sentences = new ArrayList<String>();
        for (Sentence sentence : Sentences.split(text)) {
            var written = sentence.text();
            sentences.add(written.endsWith(".") ? written : written + ".");
        }
        return sentences;
    }

    static String firstMatch(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group() : "";
    }

    static int count(String text, String word) {
        return (int)
                Pattern.compile("\\b" + Pattern.quote(word), Pattern.CASE_INSENSITIVE)
                        .matcher(text)
                        .results()
                        .count();
    }
}
