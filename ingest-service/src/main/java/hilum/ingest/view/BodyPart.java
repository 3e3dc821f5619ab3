package hilum.ingest.view;

import hilum.ingest.pacs.Attributes;
import hilum.ingest.pacs.Tag;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which part of the body an image or a series shows, as far as its header tells. */
public final class BodyPart {
    private static final Pattern CHEST =
            Pattern.compile(
                    "CHEST|THORA|T[O\u00d3]RAX|TOR[A\u00c1]CIC|LUNG|\\bCXR|PULMO|T-D3000|51185008|43799004");
    private static final Pattern ELSEWHERE =
            Pattern.compile(
                    "ABD|KUB|PELVI|\\bHIPS?\\b|SPINE|LUMB|CERVI|SKULL|SINUS|HAND|WRIST|ELBOW|FOREARM|HUMERUS|SHOULDER|CLAVI|FEMUR|KNEE|TIBIA|ANKLE|FOOT|FEET|FINGER|\\bTOES?\\b|BREAST|MAMMO|NECK|JAW|TOOTH|EXTREM");

    private BodyPart() {}

    /**
     * Whether it is the chest; empty where nothing says so. The attribute made for it decides
     * before the examination's description, which often names two parts.
     */
    public static Optional<Boolean> isChest(Attributes header) {
        String part = header.code(Tag.BODY_PART_EXAMINED);
        if (!part.isEmpty()) {
            return Optional.of(CHEST.matcher(part).find());
        }
        StringBuilder regions = new StringBuilder();
        for (Attributes code : header.items(Tag.ANATOMIC_REGION_SEQUENCE)) {
            regions.append(code.code(Tag.CODE_VALUE)).append(' ');
            regions.append(code.code(Tag.CODE_MEANING)).append(' ');
        }
        return words(regions.toString())
                .or(() -> words(header.text(Tag.PROTOCOL_NAME).orElse("")))
                .or(() -> words(header.text(Tag.SERIES_DESCRIPTION).orElse("")))
                .or(() -> words(header.text(Tag.STUDY_DESCRIPTION).orElse("")));
    }

    private static Optional<Boolean> words(String text) {
        String capitals = text.toUpperCase(Locale.ROOT);
        if (CHEST.matcher(capitals).find()) {
            return Optional.of(true);
        }
        return ELSEWHERE.matcher(capitals).find() ? Optional.of(false) : Optional.empty();
    }
}
