package hilum.synthetic;

import java.util.Optional;

/** The sections of a report; a section that was not written is absent. */
record ReportText(
        Optional<String> indication,
        Optional<String> comparison,
        Optional<String> technique,
        Optional<String> findings,
        Optional<String> impression,
        Optional<String> addendum) {}
