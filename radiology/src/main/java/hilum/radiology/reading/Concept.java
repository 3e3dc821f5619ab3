package hilum.radiology.reading;

import java.util.Optional;

/**
 * A finding or device of the lexicon.
 *
 * @param name its name, in lower case
 * @param parent name of the wider finding
 * @param chexpert the one of CheXpert's 14 observations that it counts for
 * @param chestXray14 the one of ChestX-ray14's findings that it counts for
 * @param countsOnlyPresent whether a denial says nothing of the observation: without heart failure
 *     there may still be edema
 * @param device whether it is a device
 */
public record Concept(
        String name,
        Optional<String> parent,
        Optional<String> chexpert,
        Optional<String> chestXray14,
        boolean countsOnlyPresent,
        boolean device) {}
