package hilum.radiology.variant;

import hilum.radiology.reading.Lexicon;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Sentences that state a finding or a device, to be put where they are wrong; from the resource
 * files beside this class.
 */
final class FalseSentences {

    private static final List<String> SIDES = List.of("left", "right");
    private static final List<String> LOBES = List.of("upper", "lower");
    private static final List<String> SIZES = List.of("small", "moderate", "large");
    private static final List<String> DEGREES = List.of("mild", "moderate", "severe");
    private static final List<String> MILLIMETRES = List.of("6", "8", "9", "12", "14", "18");

    private final Map<String, List<String>> byName;

    private FalseSentences(Map<String, List<String>> byName) {
        this.byName = byName;
    }

    static FalseSentences ofFindings() {
        return read("false-sentences.txt");
    }

    static FalseSentences ofDevices() {
        return read("false-devices.txt");
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** A sentence that states a finding or device; the choice of words is the source's. */
    String about(String name, RandomGenerator random) {
        var sentence =
                pick(byName.get(name), random)
                        .replace("(side)", pick(SIDES, random))
                        .replace("(lobe)", pick(LOBES, random))
                        .replace("(size)", pick(SIZES, random))
                        .replace("(degree)ly", adverb(pick(DEGREES, random)))
                        .replace("(degree)", pick(DEGREES, random))
                        .replace("(mm)", pick(MILLIMETRES, random));
        return English.sentence(sentence);
    }

    private static String adverb(String degree) {
        return degree.equals("moderate") ? "moderately" : degree + "ly";
    }

    static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }

    private static FalseSentences read(String file) {
        var byName = new LinkedHashMap<String, List<String>>();
        try (var in = FalseSentences.class.getResourceAsStream("/hilum/radiology/variant/" + file);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                var columns = line.split(" \\| ", 2);
                var sentences = new ArrayList<String>();
                for (var sentence : columns[1].split(";")) {
                    sentences.add(sentence.strip());
                }
                byName.put(
                        Lexicon.standard().concept(columns[0].strip()).name(),
                        List.copyOf(sentences));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Sentences " + file + " can't be read: rebuild the module.", e);
        }
        return new FalseSentences(byName);
    }
}
