package hilum.radiology.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A length in a report, or two or three that belong together, in millimetres: {@code 12 mm}, {@code
 * 12 x 30 mm}.
 *
 * @param millimetres as an assertion gives it
 * @param tokens how many tokens it takes
 */
record Quantity(String millimetres, int tokens) {

    /** The quantity that begins at a token, or null: asked at every token. */
    static Quantity at(List<Token> tokens, int at) {
        if (!Character.isDigit(tokens.get(at).word().charAt(0))) {
            return null;
        }
        var numbers = new ArrayList<String>();
        int i = at;
        String unit = "";
        while (i < tokens.size() && numbers.size() < 3) {
            var word = tokens.get(i).word();
            int digits = 0;
            while (digits < word.length()
                    && (Character.isDigit(word.charAt(digits)) || word.charAt(digits) == '.')) {
                digits++;
            }
            if (digits == 0) {
                return null;
            }
            numbers.add(word.substring(0, digits));
            unit = word.substring(digits);
            i++;
            if (unit.isEmpty() && i < tokens.size() && unit(tokens.get(i).word())) {
                unit = tokens.get(i).word();
                i++;
            }
            if (i + 1 < tokens.size()
                    && (tokens.get(i).word().equals("x") || tokens.get(i).word().equals("by"))
                    && Character.isDigit(tokens.get(i + 1).word().charAt(0))) {
                i++;
            } else {
                break;
            }
        }
        if (!unit(unit)) {
            return null;
        }
        double scale = unit.equals("mm") || unit.startsWith("millim") ? 1 : 10;
        var lengths = numbers.stream().map(n -> plain(n, scale)).collect(Collectors.joining(" x "));
        return new Quantity(lengths + " mm", i - at);
    }

    /** Whether the number at a token has a unit of length, at once or after "x 30". */
    static boolean hasUnit(List<Token> tokens, int at) {
        for (int i = at; i < Math.min(tokens.size(), at + 6); i++) {
            var word = tokens.get(i).word();
            if (unit(word)
                    || word.length() > 2
                            && Character.isDigit(word.charAt(0))
                            && unit(word.substring(word.length() - 2))) {
                return true;
            }
            if (!word.equals("x") && !word.equals("by") && !Character.isDigit(word.charAt(0))) {
                return false;
            }
        }
        return false;
    }

    private static boolean unit(String word) {
        return word.equals("cm")
                || word.equals("mm")
                || word.equals("centimeter")
                || word.equals("millimeter")
                || word.equals("cms");
    }

    private static String plain(String number, double scale) {
        try {
            double value = Double.parseDouble(number) * scale;
            return value == Math.rint(value) && value < 1e9
                    ? Long.toString((long) value)
                    : String.format(Locale.ROOT, "%.2f", value);
        } catch (NumberFormatException e) {
            return number;
        }
    }
}
