import QtQuick

// Digits for a PIN, by touch or by the keys of a keyboard. The digits are nowhere to be seen.
Grid {
    id: pad
    required property Theme theme
    property string pin
    property bool takes: true // whether a PIN may be entered now
    signal entered(string pin)
    columns: 3
    spacing: theme.gap
    onTakesChanged: pin = ""

    function press(key: string): void {
        if (key === "⌫")
            pin = pin.slice(0, -1)
        else if (key !== "OK")
            pin += key
        else if (pin !== "") {
            const whole = pin
            pin = ""
            entered(whole)
        }
    }

    Keys.onPressed: event => {
        const key = event.key === Qt.Key_Return || event.key === Qt.Key_Enter ? "OK" : event.key === Qt.Key_Backspace ? "⌫" : event.text
        if (takes && key !== "" && "1234567890⌫OK".includes(key)) {
            press(key)
            event.accepted = true
        }
    }

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0", "OK"]

        TouchButton {
            required property string modelData
            objectName: "pin" + modelData
            theme: pad.theme
            width: 1.4 * pad.theme.touch
            height: 1.15 * pad.theme.touch
            size: 26 * pad.theme.unit
            primary: modelData === "OK"
            enabled: pad.takes && (modelData !== "OK" || pad.pin !== "")
            text: modelData
            onClicked: pad.press(modelData)
        }
    }
}
