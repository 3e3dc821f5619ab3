package hilum.ingest.privacy.prose;

/**
 * One word of a text: letters with apostrophes between them, without a possessive ending.
 *
 * @param start offset of its first character
 * @param end offset behind its last character
 * @param text as written
 * @param folded upper case, without accents and apostrophes
 * @param shouted whether it stands on a line that has no small words, so that capitals say nothing
 */
public record Word(int start, int end, String text, String folded, boolean shouted) {
    /** A capital and then at least one small letter, as names have it in running text. */
    public boolean proper() {
        return Character.isUpperCase(text.charAt(0))
                && text.chars().anyMatch(Character::isLowerCase);
    }

    /** Two capitals or more and nothing else: a name, a short form, or a line in capitals. */
    public boolean upper() {
        return text.length() > 1 && text.chars().noneMatch(Character::isLowerCase);
    }

    /** A single capital letter, as of a middle name. */
    public boolean initial() {
        return text.length() == 1 && Character.isUpperCase(text.charAt(0));
    }

    /** Begins with a capital where that tells something. */
    public boolean capital() {
        return proper() || (!shouted && upper());
    }

    /** Whether it can be part of a name by its case: not a word in small letters. */
    public boolean nameCase() {
        return proper() || upper();
    }

    /** What stands for something that was taken out before: XXXX. */
    public boolean mask() {
        return folded.length() > 1 && folded.chars().allMatch(c -> c == 'X');
    }
}
