package hilum.radiology.variant.words;

import hilum.radiology.reading.Lexicon;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Sentences that state a finding or a device, to be put where they are wrong; from the resource
 * files beside this class.
 */
public final class FalseSentences {

    private static final List<String> SIDES = List.of("left", "right");
    private static final List<String> LOBES = List.of("upper", "lower");
    private static final List<String> SIZES = List.of("small", "moderate", "large");
    private static final List<String> DEGREES = List.of("mild", "moderate", "severe");
    private static final List<String> MILLIMETRES = List.of("6", "8", "9", "12", "14", "18");

    private final Map<String, List<String>> byName;

    private FalseSentences(Map<String, List<String>> byName) {
        this.byName = byName;
    }

    /** Statements of findings, by {@code false-sentences.txt}. */
    public static FalseSentences ofFindings() {
        return read("false-sentences.txt");
    }

    /** Statements of devices, by {@code false-devices.txt}. */
    public static FalseSentences ofDevices() {
        return read("false-devices.txt");
    }

    /** What the statements are about. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** A sentence that states a finding or device; the choice of words is the source's. */
    public String about(String name, RandomGenerator random) {
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
        for (var line : ResourceLines.of(file)) {
            var columns = line.split(" \\| ", 2);
            var sentences = Arrays.stream(columns[1].split(";")).map(String::strip).toList();
            byName.put(Lexicon.standard().concept(columns[0].strip()).name(), sentences);
        }
        return new FalseSentences(byName);
    }
}
