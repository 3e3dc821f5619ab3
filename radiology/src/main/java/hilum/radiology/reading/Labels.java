package hilum.radiology.reading;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What assertions come to in the terms of two public label sets: CheXpert's 14 observations and
 * ChestX-ray14.
 */
public final class Labels {

    private Labels() {}

    /**
     * Polarity per CheXpert observation; one that isn't mentioned is missing. Present outweighs
     * uncertain, absent.
     */
    public static Map<String, Polarity> chexpert(Collection<Assertion> assertions) {
        var labels = new LinkedHashMap<String, Polarity>();
        boolean abnormal = false;
        boolean normal = false;
        for (var assertion : assertions) {
            boolean noNew =
                    assertion.polarity() == Polarity.ABSENT
                            && assertion.comparison().equals(Optional.of("new"));
            if (!noNew) {
                assertion
                        .concept()
                        .chexpert()
                        .ifPresent(
                                label ->
                                        labels.merge(
                                                label, assertion.polarity(), Labels::stronger));
            }
            abnormal |= assertion.polarity() != Polarity.ABSENT;
            normal |=
                    assertion.polarity() == Polarity.ABSENT
                            && assertion.finding().equals("acute abnormality");
        }
        if (normal && !abnormal) {
            labels.put("No Finding", Polarity.PRESENT);
        }
        return labels;
    }

    /** The ChestX-ray14 findings that are present or likely. */
    public static Set<String> chestXray14(Collection<Assertion> assertions) {
        var findings = new TreeSet<String>();
        for (var assertion : assertions) {
            if (counts(assertion)) {
                assertion.concept().chestXray14().ifPresent(findings::add);
            }
        }
        return findings;
    }

    /** What an annotator would index: what is there, and what is called likely. */
    private static boolean counts(Assertion assertion) {
        return switch (assertion.polarity()) {
            case PRESENT -> true;
            case ABSENT -> false;
            case UNCERTAIN -> assertion.certainty().equals(Optional.of("likely"));
        };
    }

    private static Polarity stronger(Polarity a, Polarity b) {
        if (a == Polarity.PRESENT || b == Polarity.PRESENT) {
            return Polarity.PRESENT;
        }
        return a == Polarity.UNCERTAIN || b == Polarity.UNCERTAIN
                ? Polarity.UNCERTAIN
                : Polarity.ABSENT;
    }
}
