package hilum.synthetic;

import static hilum.synthetic.FindingKind.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says some of what is not there, and which structures look normal; never anything that the truth
 * contradicts.
 */
final class Negatives {
    private final Truth truth;
    private final Chance chance;
    private final Grammar grammar;
    private final Set<String> said = new HashSet<>();

    Negatives(Truth truth, Chance chance, Grammar grammar) {
        this.truth = truth;
        this.chance = chance;
        this.grammar = grammar;
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (!truth.has(CARDIOMEGALY)) {
            sentences.add(
                    grammar.sentence(
                            "(the |)(heart|cardiac silhouette) is (normal|within normal limits|normal in size|not enlarged)|normal heart size|"
                                    + "heart size (and mediastinal contours are|and pulmonary vascularity are) (normal|within normal limits|unremarkable)"));
        }
        if (!truth.has(TORTUOUS_AORTA) && chance.of(.45)) {
            sentences.add(
                    grammar.sentence(
                            "(the |)(mediastinal contours|mediastinal and hilar contours|hilar contours) are (normal|unremarkable|within normal limits)|"
                                    + "(the |)(mediastinum|mediastinal silhouette) is (unremarkable|normal|midline)"));
        }
        boolean clear =
                List.of(OPACITY, EDEMA, ATELECTASIS, NODULE, GRANULOMA, PNEUMOTHORAX).stream()
                        .noneMatch(truth::has);
        if (clear && chance.of(.7)) {
            sentences.add(
                    grammar.sentence(
                            "(the |both |)lungs are (clear|clear bilaterally|well aerated and clear)|lungs are clear(, without focal (consolidation|airspace disease)|)|"
                                    + "(the |)lung fields are clear"));
        }
        list().ifPresent(sentences::add);
        if (chance.of(.2)) {
            list().ifPresent(sentences::add);
        }
        if (!truth.has(RIB_FRACTURE)
                && !truth.has(DEGENERATIVE_SPINE)
                && !truth.has(SCOLIOSIS)
                && chance.of(.4)) {
            sentences.add(
                    grammar.sentence(
                            "(the |)(osseous structures|bony structures|visualized bones|ribs) (are (intact|unremarkable)|show no acute abnormality)|"
                                    + "no acute (bony|osseous) (abnormality|findings)"));
        }
        return sentences;
    }

    /** One short negative, for an impression. */
    Optional<String> one() {
        List<String> absent = absent();
        return absent.isEmpty()
                ? Optional.empty()
                : Optional.of(grammar.sentence("no (evidence of |)" + chance.pick(absent)));
    }

    private Optional<String> list() {
        List<String> absent = absent();
        Collections.shuffle(absent, new java.util.Random(chance.seed()));
        int length = Math.min(absent.size(), 1 + chance.weighted(25, 40, 25, 10));
        if (length == 0) {
            return Optional.empty();
        }
        said.addAll(absent.subList(0, length));
        List<String> chosen = absent.subList(0, length).stream().map(grammar::phrase).toList();
        String last = chosen.getLast();
        String joined =
                length == 1
                        ? last
                        : String.join(", ", chosen.subList(0, length - 1))
                                + (length > 2 ? ", or " : " or ")
                                + last;
        return Optional.of(
                grammar.sentence(
                        "(no|no|there is no|no evidence of|there is no evidence of|negative for) "
                                + joined
                                + "|no "
                                + joined
                                + " is (seen|identified|noted)"));
    }

    private List<String> absent() {
        List<String> absent = new ArrayList<>();
        unless(absent, "(pleural |)effusion", PLEURAL_EFFUSION);
        unless(absent, "pneumothorax", PNEUMOTHORAX);
        unless(
                absent,
                "(focal |lobar |)(consolidation|airspace disease|infiltrate)",
                OPACITY,
                ATELECTASIS);
        unless(absent, "(pulmonary |interstitial |)edema", EDEMA);
        unless(
                absent,
                "(suspicious |)(pulmonary |)(nodule|mass|nodule or mass)",
                NODULE,
                GRANULOMA);
        unless(absent, "(acute |displaced |)(rib |)fracture", RIB_FRACTURE);
        return absent;
    }

    private void unless(List<String> absent, String phrase, FindingKind... kinds) {
        boolean mentioned =
                said.contains(phrase)
                        || truth.findings().stream()
                                .anyMatch(f -> List.of(kinds).contains(f.kind()));
        if (!mentioned) {
            absent.add(phrase);
        }
    }
}
