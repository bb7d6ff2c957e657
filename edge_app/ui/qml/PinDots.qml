import QtQuick

// One dot for each digit that was entered.
Flow {
    id: dots
    required property Theme theme
    required property int count
    objectName: "pinDots"
    spacing: 8 * theme.unit

    Repeater {
        model: dots.count

        Rectangle {
            width: 16 * dots.theme.unit
            height: width
            radius: width / 2
            color: dots.theme.text
        }
    }
}
