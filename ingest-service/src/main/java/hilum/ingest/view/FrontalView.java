package hilum.ingest.view;

import hilum.ingest.pacs.Attributes;
import hilum.ingest.pacs.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether an image is a frontal view of the chest, and how sure that is. ViewPosition counts most,
 * and yet not alone: of 3,851 Open-I studies 1,090 have just two images that both say PA, where two
 * frontal views are rare. Each witness adds its weight to the log-odds; the weights are judgements,
 * set so that one strong witness against a frontal view outweighs a console's default.
 *
 * @param probability that it is frontal, from 0 to 1
 * @param reasons what spoke for and against it, in words of ours, without a value of the header
 */
public record FrontalView(double probability, List<String> reasons) {
    private static final Pattern FRONTAL =
            Pattern.compile(
                    "\\b(PA|AP|FRONTAL|FRONT|PORTABLE|BEDSIDE|POSTERO-?ANTERIOR|ANTERO-?POSTERIOR)\\b");
    private static final Pattern OTHER =
            Pattern.compile(
                    "\\b(LAT|LATERAL|LATERALE|PROFILE?|PERFIL|SEITLICH|SEITL|LL|RL|LLAT|RLAT|OBL|OBLIQUE|LORDOTIC|DECUB|DECUBITUS|LLO|RLO|LAO|RAO|LPO|RPO|LLD|RLD)\\b");

    public FrontalView {
        reasons = List.copyOf(reasons);
    }

    /** What the header alone says; without a word in it the probability is a half. */
    public static FrontalView of(Attributes header) {
        return new Witnesses(header, null).view();
    }

    /** What header and picture say together. */
    public static FrontalView of(Attributes header, Pixels picture) {
        return new Witnesses(header, Thorax.of(picture)).view();
    }

    /** Collects what speaks for and against. */
    private static final class Witnesses {
        private double logOdds;
        private final List<String> reasons = new ArrayList<>();

        Witnesses(Attributes header, Thorax thorax) {
            String position = header.code(Tag.VIEW_POSITION).replace('_', ' ');
            boolean spoke = words(position, 2.2, -4, "ViewPosition");
            for (Attributes code : header.items(Tag.VIEW_CODE_SEQUENCE)) {
                spoke |= view(code);
            }
            // Both ends of a row lie left and right of a patient seen from the front.
            switch (header.code(Tag.PATIENT_ORIENTATION)) {
                case "L", "R" -> add(1, "PatientOrientation");
                case "A", "P" -> add(-3, "PatientOrientation");
                default -> {}
            }
            String descriptions =
                    String.join(
                            " | ",
                            header.text(Tag.SERIES_DESCRIPTION).orElse(""),
                            header.text(Tag.PROTOCOL_NAME).orElse(""),
                            header.text(Tag.ACQUISITION_DEVICE_PROCESSING).orElse(""));
            words(
                    descriptions.toUpperCase(Locale.ROOT),
                    spoke ? 0.5 : 1.8,
                    spoke ? -2 : -3,
                    "descriptions");
            if (thorax != null) {
                look(thorax);
            }
        }

        private boolean view(Attributes code) {
            return switch (code.code(Tag.CODE_VALUE)) {
                case "R-10206", "R-10214" -> add(2.5, "ViewCodeSequence");
                case "R-10232", "R-10236" -> add(-4, "ViewCodeSequence");
                default -> words(code.code(Tag.CODE_MEANING), 2.5, -4, "ViewCodeSequence");
            };
        }

        /** Words for both views are those of an examination with two images: they tell nothing. */
        private boolean words(String text, double forIt, double againstIt, String witness) {
            boolean frontal = FRONTAL.matcher(text).find();
            boolean other = OTHER.matcher(text).find();
            return frontal != other && add(frontal ? forIt : againstIt, witness);
        }

        private void look(Thorax thorax) {
            boolean lopsided = thorax.symmetry() < Thorax.LEAST_SYMMETRY;
            boolean single = thorax.depth() < Thorax.LEAST_DEPTH;
            if (lopsided && single) {
                add(-3, "picture: neither two sides nor two lungs");
            } else if (lopsided) {
                add(-1.5, "picture: no two sides");
            } else if (single) {
                add(-1, "picture: no two lungs");
            } else if (thorax.symmetry() > 0.55) {
                add(1.5, "picture: two lungs beside the mediastinum");
            } else {
                add(0.4, "picture: two lungs, not alike");
            }
        }

        private boolean add(double weight, String witness) {
            logOdds += weight;
            reasons.add(
                    witness.startsWith("picture")
                            ? witness
                            : witness + (weight > 0 ? " says frontal" : " says another view"));
            return true;
        }

        FrontalView view() {
            return new FrontalView(1 / (1 + Math.exp(-logOdds)), reasons);
        }
    }
}
