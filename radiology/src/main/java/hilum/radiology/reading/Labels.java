package hilum.radiology.reading;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What assertions come to in the terms of two public label sets: CheXpert's 14 observations and
 * ChestX-ray14.
 */
public final class Labels {

    /** CheXpert's observations that a concept may count for; "No Finding" follows from the rest. */
    public static final List<String> CHEXPERT =
            List.of(
                    "Enlarged Cardiomediastinum",
                    "Cardiomegaly",
                    "Lung Lesion",
                    "Lung Opacity",
                    "Edema",
                    "Consolidation",
                    "Pneumonia",
                    "Atelectasis",
                    "Pneumothorax",
                    "Pleural Effusion",
                    "Pleural Other",
                    "Fracture",
                    "Support Devices");

    /** ChestX-ray14's findings, in the order of its paper. */
    public static final List<String> CHEST_XRAY14 =
            List.of(
                    "Atelectasis",
                    "Cardiomegaly",
                    "Effusion",
                    "Infiltration",
                    "Mass",
                    "Nodule",
                    "Pneumonia",
                    "Pneumothorax",
                    "Consolidation",
                    "Edema",
                    "Emphysema",
                    "Fibrosis",
                    "Pleural_Thickening",
                    "Hernia");

    /** Shades of doubt with which a human indexer still lists a finding. */
    private static final Set<String> INDEXED = Set.of("likely", "versus");

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
            boolean absent = assertion.polarity() == Polarity.ABSENT;
            boolean noNew = absent && assertion.comparison().equals(Optional.of("new"));
            if (!noNew && !(absent && assertion.concept().countsOnlyPresent())) {
                assertion
                        .concept()
                        .chexpert()
                        .ifPresent(
                                label ->
                                        labels.merge(
                                                label, assertion.polarity(), Labels::stronger));
            }
            abnormal |= !absent;
            normal |= absent && assertion.finding().equals("abnormality");
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

    /** Whether a report asserts nothing abnormal; what is only possible doesn't count. */
    public static boolean normal(Collection<Assertion> assertions) {
        return assertions.stream().noneMatch(Labels::counts);
    }

    /** What an annotator would index: what is there, and what is called likely. */
    private static boolean counts(Assertion assertion) {
        return switch (assertion.polarity()) {
            case PRESENT -> true;
            case ABSENT -> false;
            case UNCERTAIN -> assertion.certainty().filter(INDEXED::contains).isPresent();
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
