package hilum.synthetic;

/**
 * A person who does not exist.
 *
 * @param id starts with "synthetic-patient-"
 * @param age in years
 * @param scenario why they came
 * @param physique seed of what stays the same from image to image: build, rib spacing
 */
record Patient(String id, int age, Scenario scenario, long physique) {}
