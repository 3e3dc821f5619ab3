package hilum.radiology.claims.vocabulary;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a word that the vocabulary doesn't know may be, told by its form alone. */
public final class Strange {

    /** Endings of findings, procedures and drugs, which no other English words have. */
    private static final List<String> MEDICAL =
            List.of(
                    "itis",
                    "osis",
                    "oses",
                    "oma",
                    "omata",
                    "emia",
                    "ectasia",
                    "ectasis",
                    "pathy",
                    "ectomy",
                    "ostomy",
                    "otomy",
                    "plasty",
                    "pexy",
                    "scopy",
                    "graphy",
                    "gram",
                    "graft",
                    "stent",
                    "thorax",
                    "cardium",
                    "pneum",
                    "plegia",
                    "paresis",
                    "algia",
                    "rrhage",
                    "rrhea",
                    "megaly",
                    "sclerosis",
                    "malacia",
                    "trophy",
                    "plasia",
                    "cele",
                    "lith",
                    "iasis",
                    "phagia",
                    "genesis",
                    "fluid",
                    "cardia",
                    "pleur",
                    "uria",
                    "oxia",
                    "philia",
                    "penia",
                    "cyte",
                    "derma",
                    "spasm",
                    "cath",
                    "scope",
                    "mycosis",
                    "bacter",
                    "coccus",
                    "virus",
                    "cillin",
                    "mycin");

    private Strange() {}

    /** Whether a word looks like the name of a disease, an operation or a part of the body. */
    public static boolean medical(String word) {
        for (var ending : MEDICAL) {
            if (word.length() > ending.length() && word.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a word looks like a verb or an adverb, which names no finding. */
    public static boolean verbal(String word) {
        return word.length() > 5
                && (word.endsWith("ing") || word.endsWith("ed") || word.endsWith("ly"));
    }

    /** The stems of words, verbs and adverbs left out. */
    public static Set<String> stems(Set<String> words) {
        return words.stream()
                .filter(w -> !verbal(w))
                .map(Strange::stem)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A word without its ending, so that "displaced" and "displacement" are one. */
    public static String stem(String word) {
        for (var ending :
                List.of(
                        "ization", "ation", "ement", "ment", "ing", "ion", "ive", "ity", "ous",
                        "able", "ed", "ial", "ium", "al", "ic", "ly", "ar", "er", "e", "y")) {
            if (word.length() - ending.length() >= 4 && word.endsWith(ending)) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }
}
