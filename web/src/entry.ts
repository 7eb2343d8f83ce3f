import './style.css'
import './main'
